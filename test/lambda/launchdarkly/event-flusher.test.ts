import { describe, expect, it } from 'vitest';
import { EventFlusher } from '../../../lambda/launchdarkly/event-flusher.ts';
import type { LaunchDarklyClient } from '../../../lambda/launchdarkly/launchdarkly-client.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { LaunchDarklyBench } from '../../local/launchdarkly/builders.ts';

const USER = { kind: 'user', key: 'u1' };

/** A client whose flushes end when they are told to. */
class Sending {
  readonly #ends: (() => void)[] = [];
  readonly client = { flush: () => new Promise<void>((end) => void this.#ends.push(end)) };

  get begun(): number {
    return this.#ends.length;
  }

  end(): void {
    for (const end of this.#ends) end();
  }
}

function flusherOf(sending: Sending, clock = new VirtualClock(0)): EventFlusher {
  return new EventFlusher(Promise.resolve(sending.client as unknown as LaunchDarklyClient), clock);
}

/** Lets promises that are settled have their effect. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

describe('sending events', () => {
  it('is one batch at a time', async () => {
    const sending = new Sending();
    const flusher = flusherOf(sending);
    flusher.begin();
    flusher.begin();
    await settle();
    expect(sending.begun).toBe(1);
    sending.end();
    await settle();
    flusher.begin();
    await settle();
    expect(sending.begun).toBe(2);
  });

  it('begins anew once a batch must have been lost', async () => {
    const sending = new Sending();
    const clock = new VirtualClock(0);
    const flusher = flusherOf(sending, clock);
    flusher.begin();
    clock.advance(9999);
    flusher.begin();
    await settle();
    expect(sending.begun).toBe(1);
    clock.advance(1);
    flusher.begin();
    await settle();
    expect(sending.begun).toBe(2);
  });

  it('is waited for at the end, but not for long', async () => {
    const startedMs = performance.now();
    await flusherOf(new Sending()).finish(20);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(19);
    await new EventFlusher(new Promise(() => {}), new VirtualClock(0)).finish(20);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });

  it('reaches LaunchDarkly before the end', async () => {
    const bench = await LaunchDarklyBench.open();
    const client = await bench.connected();
    client.track('task_completed', USER, undefined, 1);
    await new EventFlusher(Promise.resolve(client), new VirtualClock(0)).finish(2000);
    expect(bench.engine.events.map(({ kind }) => kind)).toEqual(['index', 'custom']);
  });
});
