import { expect, it } from 'vitest';
import { systemTimer } from '../../lambda/timer.ts';

/** Timers for which the process stays alive. */
function keepingAlive(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

it('runs what it is given, and not what was taken back', async () => {
  const ran: string[] = [];
  systemTimer.after(0, () => ran.push('taken back'))();
  await new Promise<void>((resolve) => {
    systemTimer.after(1, resolve);
  });
  expect(ran).toEqual([]);
});

it('keeps no process alive', () => {
  const before = keepingAlive();
  const cancel = systemTimer.after(60_000, () => {});
  expect(keepingAlive()).toBe(before);
  cancel();
});
