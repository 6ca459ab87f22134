import { systemTimer, type Timer } from '../timer.ts';
import type { LaunchDarklyClient } from './launchdarkly-client.ts';
import type { LaunchDarklyLog } from './launchdarkly-log.ts';

export interface ConnectOptions {
  readonly readKey: () => Promise<string>;
  /** Makes the SDK's client; `log` is its logger. */
  readonly open: (sdkKey: string) => LaunchDarklyClient;
  readonly log: LaunchDarklyLog;
  /** Default: the machine's timer. */
  readonly timer?: Timer;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Makes the client as soon as the key can be read, however often that fails before: the pauses double from a second to a
 * minute. Never rejects. The key is concealed in the log before anybody could write it there.
 */
export async function connect(options: ConnectOptions): Promise<LaunchDarklyClient> {
  const { readKey, open, log, timer = systemTimer } = options;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      const key = await readKey();
      log.conceal(key);
      return open(key);
    } catch (error) {
      log.error('the sdk key could not be read, trying again:', error);
      await new Promise<void>((resolve) => void timer.after(pauseMs, resolve));
    }
  }
}
