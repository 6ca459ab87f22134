import { describe, expect, it } from 'vitest';
import { MINUTE_MS, VirtualClock } from '../../../local/clock.ts';
import { LEAD_MS, Pacemaker } from '../../../local/running/pacemaker.ts';
import type { RealTime } from '../../../local/running/real-time.ts';

const START = Date.UTC(2027, 0, 15, 10, 0, 30);

/** Real time that passes by being waited for, and by {@link spend}. */
class WaitedTime implements RealTime {
  #nowMs = 7000;

  now(): number {
    return this.#nowMs;
  }

  async wait(ms: number): Promise<void> {
    this.#nowMs += ms;
  }

  spend(ms: number): void {
    this.#nowMs += ms;
  }
}

interface Walk {
  readonly clock: VirtualClock;
  readonly realTime: WaitedTime;
  readonly pacemaker: Pacemaker;
  readonly errors: unknown[];
  /** What it was told that time has stood still, real milliseconds. */
  readonly waits: number[];
  /** Added to by tests. */
  readonly turns: (() => unknown)[];
  /** Lets virtual time go on; resolves to the real milliseconds that it took. */
  run(durationMs: number): Promise<number>;
}

function walk(speed: number): Walk {
  const [clock, realTime] = [new VirtualClock(START), new WaitedTime()];
  const [errors, waits, turns]: [unknown[], number[], (() => unknown)[]] = [[], [], []];
  const pacemaker = new Pacemaker({
    ...{ clock, realTime, speed, turns },
    failed: (error) => errors.push(error),
    waited: (realMs) => waits.push(realMs),
  });
  const run = async (durationMs: number): Promise<number> => {
    const beganMs = realTime.now();
    const reached = new Promise<number>((resolve) => {
      turns.push(() => clock.now() >= START + durationMs && resolve(realTime.now() - beganMs));
    });
    pacemaker.start();
    const realMs = await reached;
    await pacemaker.stop();
    return realMs;
  };
  return { clock, realTime, pacemaker, errors, waits, turns, run };
}

/** A turn that does something the first time only. */
function once(act: () => unknown): () => unknown {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

describe('the pace of virtual time', () => {
  it.each([1, 7, 60, 600])('is %d times that of real time', async (speed) => {
    expect(await walk(speed).run(30 * MINUTE_MS)).toBeCloseTo((30 * MINUTE_MS) / speed, 6);
  });

  it('skips no minute, though every turn takes longer than its step', async () => {
    const { clock, realTime, turns, run } = walk(600);
    const minutes: number[] = [];
    turns.push(() => realTime.spend(90));
    turns.push(() => clock.now() % MINUTE_MS === 0 && minutes.push(clock.now()));
    await run(10 * MINUTE_MS);
    const first = START + MINUTE_MS / 2;
    expect(minutes).toEqual(Array.from({ length: 10 }, (_, at) => first + at * MINUTE_MS));
  });

  it('makes up for a short delay', async () => {
    const { realTime, turns, waits, run } = walk(1);
    turns.push(once(() => realTime.spend(900)));
    expect(await run(10_000)).toBe(10_000);
    expect(waits).toEqual([]);
  });

  it('goes on from where it was after a long delay, and says how long that was', async () => {
    const night = 8 * 60 * MINUTE_MS;
    const { realTime, turns, waits, run } = walk(1);
    turns.push(once(() => realTime.spend(night)));
    expect(await run(10_000)).toBe(10_000 + night);
    expect(waits).toEqual([night]);
  });

  it('stands still while a turn is under way', async () => {
    const { clock, turns, realTime, run } = walk(60);
    const seen: number[] = [];
    turns.push(async () => {
      const before = clock.now();
      await realTime.wait(500);
      seen.push(clock.now() - before);
    });
    await run(MINUTE_MS);
    expect(new Set(seen)).toEqual(new Set([0]));
  });
});

describe('turns', () => {
  it('take place one after the other, those after one that fails as well, and time goes on', async () => {
    const { clock, errors, turns, run } = walk(60);
    const order: string[] = [];
    turns.push(async () => {
      order.push('first');
      throw new Error('a function failed');
    });
    turns.push(() => order.push('second'));
    await run(10_000);
    expect(order).toEqual(['first', 'second', 'first', 'second']);
    expect(errors).toEqual([new Error('a function failed'), new Error('a function failed')]);
    expect(clock.now()).toBe(START + 10_000);
  });
});

describe('a function that runs', () => {
  it('keeps virtual time from running further ahead of its own clock than the lead, until it has ended', async () => {
    const { clock, realTime, turns, pacemaker, run } = walk(60);
    const beganMs = realTime.now();
    const end = pacemaker.begin();
    const leads: number[] = [];
    turns.push(() => {
      const ownMs = START + realTime.now() - beganMs;
      if (ownMs < START + 20_000) leads.push(clock.now() - ownMs);
      else end();
    });
    const realMs = await run(10 * MINUTE_MS);
    expect(Math.max(...leads)).toBeLessThanOrEqual(LEAD_MS);
    expect(leads.length).toBeGreaterThan(2);
    expect(realMs).toBeLessThan(30_000);
  });

  it('holds nothing up at the speed of real time', async () => {
    const { pacemaker, waits, run } = walk(1);
    pacemaker.begin();
    expect(await run(10 * MINUTE_MS)).toBe(10 * MINUTE_MS);
    expect(waits).toEqual([]);
  });
});

describe('waiting for virtual time', () => {
  it('ends when so much of it has passed, and not before', async () => {
    const { clock, pacemaker, run } = walk(60);
    const passed = pacemaker.pass(25_000).then(() => clock.now() - START);
    await run(MINUTE_MS);
    expect(await passed).toBe(25_000);
  });
});
