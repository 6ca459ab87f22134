import { describe, expect, it } from 'vitest';
import { Random } from '../../../local/random.ts';
import { UserPool, type UserSpread } from '../../../local/rehearsal/user-pool.ts';

const DRAWS = 20_000;

function draw(spread: UserSpread, seed = 1) {
  const pool = new UserPool(spread, new Random(seed));
  const random = new Random(9);
  return Array.from({ length: DRAWS }, () => pool.draw(random));
}

function countsOf(spread: UserSpread): readonly number[] {
  const counts = new Map<string, number>();
  for (const { id } of draw(spread)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts.values()].sort((left, right) => right - left);
}

describe('a pool of users', () => {
  it('lets all send alike and fail alike unless something else is said', () => {
    const counts = countsOf({ users: 50 });
    // Binomial with a mean of 400 and a standard deviation of 20, fifty times.
    expect(Math.max(...counts.map((count) => Math.abs(count - 400)))).toBeLessThan(100);
    expect(new Set(draw({ users: 50 }).map(({ failureFactor }) => failureFactor))).toEqual(new Set([1]));
  });

  it('lets the busiest tenth send over half of the requests at a spread of 1.5', () => {
    const counts = countsOf({ users: 500, activityLogSd: 1.5 });
    const busiest = counts.slice(0, 50).reduce((sum, count) => sum + count, 0);
    // The share above the 90th percentile of a log-normal is Φ(1.5 − 1.2816) = 0.586; 500 users scatter about it.
    expect(Math.abs(busiest / DRAWS - 0.586)).toBeLessThan(0.1);
  });

  it('gives users a habit of failing that keeps and is 1 on average', () => {
    const factors = new Map<string, number>();
    for (const { id, failureFactor } of draw({ users: 2000, failureLogSd: 0.5 })) {
      expect(factors.get(id) ?? failureFactor).toBe(failureFactor);
      factors.set(id, failureFactor);
    }
    const mean = [...factors.values()].reduce((sum, factor) => sum + factor, 0) / factors.size;
    // Standard deviation √(e^0.25 − 1) = 0.53, of 2,000 users: 0.012.
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
  });

  it('has the same users for the same seed', () => {
    const spread = { users: 20, activityLogSd: 1, failureLogSd: 1 };
    expect(draw(spread)).toEqual(draw(spread));
    expect(draw(spread)).not.toEqual(draw(spread, 2));
  });
});
