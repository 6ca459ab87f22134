import { describe, expect, it } from 'vitest';
import type { ShareRange } from '../../../core/guard/guard-data.ts';
import { sampleRatio } from '../../../core/guard/sample-ratio.ts';
import { Random } from '../../../local/random.ts';
import { drawUsers, minutesOf, steadyMinutes } from '../../helpers/guard-data.ts';

const HALF: ShareRange = { low: 0.5, high: 0.5 };

function shares(count: number, share: ShareRange | undefined = HALF): readonly (ShareRange | undefined)[] {
  return Array.from({ length: count }, () => share);
}

/** Minutes in which each of 100 requests falls to the candidate with that probability. */
function drawn(random: Random, minutes: number, probability: number) {
  return minutesOf(
    ...Array.from({ length: minutes }, () => {
      const candidate = Array.from({ length: 100 }, () => random.chance(probability)).filter(Boolean).length;
      return [
        [candidate, 0],
        [100 - candidate, 0],
      ] as const;
    }),
  );
}

describe('the sample ratio', () => {
  it('is seen to be off where the candidate loses a tenth of its records', () => {
    const minutes = drawn(new Random(3), 120, 0.5 * 0.9);
    expect(sampleRatio({ minutes }, shares(120)).isMismatch).toBe(true);
  });

  it('is seen to be off where the candidate gets too much', () => {
    const minutes = drawn(new Random(3), 120, 0.55);
    expect(sampleRatio({ minutes }, shares(120)).isMismatch).toBe(true);
  });

  it('is hardly ever reported of shares that are as stated', () => {
    const random = new Random(19);
    const reported = Array.from({ length: 400 }, () =>
      sampleRatio({ minutes: drawn(random, 60, 0.1) }, shares(60, { low: 0.1, high: 0.1 })),
    ).filter(({ isMismatch }) => isMismatch);
    // Four or more of 400 have a probability below 1 in 1,000 at a rate of 0.001.
    expect(reported.length).toBeLessThan(4);
  });

  it('may lie anywhere in a range while a percentage is being changed', () => {
    const minutes = drawn(new Random(5), 200, 0.2);
    expect(sampleRatio({ minutes }, shares(200, { low: 0.1, high: 0.3 })).isMismatch).toBe(false);
    expect(sampleRatio({ minutes }, shares(200, { low: 0.3, high: 0.4 })).isMismatch).toBe(true);
    expect(sampleRatio({ minutes }, shares(200, { low: 0.05, high: 0.1 })).isMismatch).toBe(true);
  });

  it('is not tested where no share is known', () => {
    const minutes = steadyMinutes(50, [90, 0], [10, 0]);
    expect(sampleRatio({ minutes }, new Array(50).fill(undefined)).log).toBeCloseTo(0, 12);
  });

  it('allows for all requests of a user falling to one arm', () => {
    const heavy = { users: 60, spread: 1.5, requestsPerMinute: 200, share: 0.5, rate: 0.01, minutes: 60 };
    const random = new Random(23);
    const reports = Array.from({ length: 40 }, () => drawUsers(random, heavy)).map((data) => ({
      users: sampleRatio(data, shares(60)).isMismatch,
      requests: sampleRatio({ minutes: data.minutes }, shares(60)).isMismatch,
    }));
    expect(reports.filter(({ requests }) => requests).length).toBeGreaterThan(10);
    expect(reports.filter(({ users }) => users).length).toBeLessThan(2);
  });
});
