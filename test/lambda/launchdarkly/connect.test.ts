import { describe, expect, it } from 'vitest';
import { connect } from '../../../lambda/launchdarkly/connect.ts';
import type { LaunchDarklyClient } from '../../../lambda/launchdarkly/launchdarkly-client.ts';
import { LaunchDarklyLog } from '../../../lambda/launchdarkly/launchdarkly-log.ts';
import type { Timer } from '../../../lambda/timer.ts';

/** Lets every pause pass at once, and keeps how long it was. */
class NoPause implements Timer {
  readonly pausesMs: number[] = [];

  after(delayMs: number, run: () => void): () => void {
    this.pausesMs.push(delayMs);
    queueMicrotask(run);
    return () => {};
  }
}

/** A client that only says with which key it was made. */
function clientOf(sdkKey: string): LaunchDarklyClient {
  return { sdkKey } as unknown as LaunchDarklyClient;
}

/** Fails so many times before it gives the key. */
function failing(times: number, error: Error): () => Promise<string> {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) throw error;
    return 'key-of-our-own';
  };
}

describe('connecting to LaunchDarkly', () => {
  it('makes the client with the key', async () => {
    const log = new LaunchDarklyLog({ write: () => {} });
    const client = await connect({ readKey: failing(0, new Error()), open: clientOf, log });
    expect(client).toEqual({ sdkKey: 'key-of-our-own' });
  });

  it('tries until the key can be read, in pauses that double up to a minute', async () => {
    const lines: string[] = [];
    const log = new LaunchDarklyLog({ write: (line) => void lines.push(line) });
    const timer = new NoPause();
    await connect({ readKey: failing(9, new Error('access denied')), open: clientOf, log, timer });
    expect(timer.pausesMs).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(lines).toEqual([expect.stringContaining('access denied')]);
  });

  it('keeps the key out of the log from before the client is made', async () => {
    const lines: string[] = [];
    const log = new LaunchDarklyLog({ write: (line) => void lines.push(line) });
    const open = (sdkKey: string) => {
      log.error(`got ${sdkKey}`);
      return clientOf(sdkKey);
    };
    await connect({ readKey: failing(0, new Error()), open, log });
    expect(lines.join()).toContain('got [sdk key]');
  });
});
