import { describe, expect, it } from 'vitest';
import { LambdaScene, MINUTE } from './builders.ts';

const DAY = 24 * 60 * MINUTE;

/** What a function knows of the time, by each way to ask. */
const TIMES = `
  const now = Date.now();
  return {
    now,
    made: new Date().getTime(),
    called: Date.parse(Date()),
    left: context.getRemainingTimeInMillis(),
    isShifted: !Date.now.toString().includes('[native code]'),
  };`;

interface Times {
  readonly now: number;
  readonly made: number;
  readonly called: number;
  readonly left: number;
  readonly isShifted: boolean;
}

/** Slack for what a loaded machine adds between two looks at a clock. */
const SLACK_MS = 5000;

async function timesOf(scene: LambdaScene): Promise<Times> {
  return (await scene.functions.invoke('greeter', {})) as Times;
}

describe('the time of a function', () => {
  it('begins at the clock of a host at 600 times the pace, for every way to ask', async () => {
    const clock = { now: () => Math.floor(Date.UTC(2031, 4, 5) + performance.now() * 600) };
    const scene = new LambdaScene({ clock });
    scene.has({ body: TIMES });
    const earliest = clock.now();
    const { now, made, called, left, isShifted } = await timesOf(scene);
    expect(isShifted).toBe(true);
    expect(now).toBeGreaterThanOrEqual(earliest);
    expect(now).toBeLessThanOrEqual(clock.now());
    expect(made - now).toBeLessThan(SLACK_MS);
    expect(Math.abs(called - now)).toBeLessThan(SLACK_MS);
    expect(left).toBeGreaterThan(10_000 - SLACK_MS);
    expect(left).toBeLessThanOrEqual(10_000);
  });

  it('jumps with the host from one event to the next, forwards and from the cold start on', async () => {
    const scene = new LambdaScene({ startMs: Date.UTC(2031, 4, 5) });
    scene.has({ before: 'const coldMs = Date.now();', body: 'return [coldMs, Date.now()];' });
    await scene.functions.invoke('greeter', {});
    scene.clock.advance(DAY);
    const [coldMs = 0, now = 0] = (await scene.functions.invoke('greeter', {})) as number[];
    expect(now - coldMs).toBeGreaterThan(DAY - SLACK_MS);
    expect(now - coldMs).toBeLessThan(DAY + SLACK_MS);
  });

  it('runs on at the pace of real time, however fast the host is', async () => {
    const scene = new LambdaScene({ startMs: Date.UTC(2031, 4, 5) });
    scene.has({
      body: `
        const [from, real] = [Date.now(), performance.now()];
        for (let last = 0; performance.now() - real < 60; last++);
        return [Date.now() - from, performance.now() - real];`,
    });
    const answer = scene.functions.invoke('greeter', {});
    scene.clock.advance(DAY);
    const [byDate = 0, byPerformance = 0] = (await answer) as number[];
    expect(Math.abs(byDate - byPerformance)).toBeLessThan(20);
  });

  it('is that of the machine, untouched, where the host has the same', async () => {
    const scene = new LambdaScene();
    scene.has({ body: TIMES });
    const { now, left, isShifted } = await timesOf(scene);
    expect(isShifted).toBe(false);
    expect(Math.abs(now - Date.now())).toBeLessThan(SLACK_MS);
    expect(left).toBeGreaterThan(10_000 - SLACK_MS);
    expect(left).toBeLessThanOrEqual(10_000);
  });

  it('leaves dates what they are', async () => {
    const scene = new LambdaScene({ startMs: Date.UTC(2031, 4, 5) });
    scene.has({
      body: `return [
        new Date(0) instanceof Date, new Date().constructor === Date, new Date(2020, 0, 2, 3).toISOString(),
        Date.UTC(1970, 0, 2), typeof Date(), structuredClone(new Date(5)).getTime(), class extends Date {}.name,
      ];`,
    });
    const iso = '2020-01-02T03:00:00.000Z';
    expect(await scene.functions.invoke('greeter', {})).toEqual([true, true, iso, DAY, 'string', 5, '']);
  });

  it('has no say in how long a function may take: that is real time', async () => {
    const scene = new LambdaScene();
    scene.has({ Timeout: 1, body: 'setInterval(() => {}, 1000); return new Promise(() => {});' });
    const startedMs = performance.now();
    const answer = scene.functions.invoke('greeter', {});
    scene.clock.advance(DAY);
    await expect(answer).rejects.toMatchObject({ name: 'Sandbox.Timedout' });
    expect(performance.now() - startedMs).toBeGreaterThan(1000);
  });
});
