import type { Clock } from '../clock.ts';
import type { LaunchDarklyClient } from './launchdarkly-client.ts';

/** A flush that has taken this long was lost, for example while the environment was frozen. */
const LOST_AFTER_MS = 10_000;

/** Sends LaunchDarkly the events that have gathered, one batch at a time and in nobody's way. */
export class EventFlusher {
  readonly #client: Promise<LaunchDarklyClient>;
  readonly #clock: Clock;
  #sinceMs: number | undefined;

  constructor(client: Promise<LaunchDarklyClient>, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Begins to send, unless a batch is on its way: the next one takes what gathers meanwhile. */
  begin(): void {
    const nowMs = this.#clock.now();
    if (this.#sinceMs !== undefined && nowMs - this.#sinceMs < LOST_AFTER_MS) return;
    this.#sinceMs = nowMs;
    void this.#flush().finally(() => {
      this.#sinceMs = undefined;
    });
  }

  /** Sends what there is, and waits for it so many milliseconds of the machine's time at most. */
  async finish(longestMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestMs);
    });
    await Promise.race([this.#flush(), late]);
    clearTimeout(timer);
  }

  /** The SDK tells its log of what it could not send. */
  async #flush(): Promise<void> {
    const client = await this.#client;
    await client.flush();
  }
}
