import { describe, expect, it } from 'vitest';
import type { QuantilePeriod } from '../../../core/experiment/experiment.ts';
import {
  COMPARED_QUANTILES,
  quantileDifferences,
  quantileProbabilities,
} from '../../../core/experiment/quantiles.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';

const ALPHA = 0.05;

/** Percentiles of latencies that are spread evenly from `from` to `from` + 100. */
function evenly(from: number, n: number, probabilities: readonly number[]): QuantilePeriod {
  return {
    n,
    points: probabilities.map((probability) => ({ probability, value: from + 100 * probability })),
  };
}

const asked = quantileProbabilities(10_000, ALPHA, distributions);
const compareDays = (arm: readonly QuantilePeriod[], control: readonly QuantilePeriod[]) =>
  quantileDifferences(arm, control, ALPHA, distributions);
const halfWidth = ([median]: ReturnType<typeof compareDays>) =>
  (median?.interval?.high ?? 0) - (median?.estimate ?? 0);

describe('percentiles to ask for', () => {
  it('are the compared ones and the ranks around each', () => {
    expect(asked).toHaveLength(9);
    expect(asked[1]).toBe(0.5);
    expect(asked[0]).toBeCloseTo(0.5 - 1.96 * Math.sqrt(0.25 / 10_000), 5);
  });

  it('do not reach beyond the values there are', () => {
    const few = quantileProbabilities(30, ALPHA, distributions);
    expect(few.every((probability) => probability > 0 && probability < 1)).toBe(true);
    expect(few).toHaveLength(7);
  });
});

describe('the difference of a quantile', () => {
  it('lies between what the ranks around it allow', () => {
    const [median] = compareDays([evenly(20, 10_000, asked)], [evenly(0, 10_000, asked)]);
    const reach = 100 * 1.96 * Math.sqrt(0.25 / 10_000);
    expect(median?.estimate).toBeCloseTo(20, 10);
    expect(median?.interval?.low).toBeCloseTo(20 - Math.SQRT2 * reach, 3);
    expect(median?.interval?.high).toBeCloseTo(20 + Math.SQRT2 * reach, 3);
  });

  it('is the mean over the days, and the better known the more there are', () => {
    const day = [evenly(20, 10_000, asked), evenly(0, 10_000, asked)] as const;
    const later = [evenly(40, 10_000, asked), evenly(0, 10_000, asked)] as const;
    const both = compareDays([day[0], later[0]], [day[1], later[1]]);
    expect(both[0]?.estimate).toBeCloseTo(30, 10);
    expect(halfWidth(both)).toBeCloseTo(halfWidth(compareDays([day[0]], [day[1]])) / Math.SQRT2, 6);
  });

  it('has the side of its interval that the percentiles reach to', () => {
    const half = asked.filter((probability) => probability <= 0.5);
    const [median] = compareDays([evenly(20, 10_000, half)], [evenly(0, 10_000, asked)]);
    expect(median?.interval?.low).toBeLessThan(20);
    expect(median?.interval?.high).toBeUndefined();
  });

  it('has no interval where only the percentiles themselves are known', () => {
    const own = evenly(0, 10_000, COMPARED_QUANTILES.slice(0, 1));
    expect(compareDays([own], [own])).toEqual([{ probability: 0.5, arm: 50, control: 50, estimate: 0 }]);
  });

  it('is interpolated between percentiles, and not beyond them', () => {
    const coarse = evenly(0, 10_000, [0.1, 0.95, 0.4]);
    const found = compareDays([coarse], [evenly(0, 10_000, asked)]);
    expect(found.map(({ probability }) => probability)).toEqual([0.5, 0.9]);
    expect(found[0]?.arm).toBeCloseTo(50, 10);
  });

  it('is left out of days that the control does not have', () => {
    expect(compareDays([evenly(0, 10_000, asked)], [])).toEqual([]);
  });
});
