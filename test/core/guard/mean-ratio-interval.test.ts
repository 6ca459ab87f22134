import { describe, expect, it } from 'vitest';
import { MeanEvidenceProcess } from '../../../core/guard/mean-evidence.ts';
import { meanRatioInterval } from '../../../core/guard/mean-ratio-interval.ts';
import { MomentSums } from '../../../core/guard/moment-sums.ts';
import { specialFunctions } from '../../../lambda/guard/special-functions.ts';
import { Random } from '../../../local/random.ts';
import { aMinute, latencyMinutes, type MomentMinute, momentMinutes } from '../../helpers/moment-minutes.ts';

const ALPHA = 0.05;

const intervalOf = (minutes: readonly MomentMinute[], dispersion = 1) =>
  meanRatioInterval(momentMinutes(minutes), { alpha: ALPHA, dispersion }, specialFunctions);

/** Twenty minutes in which the candidate takes a fifth longer. */
const slower = (seed: number) =>
  latencyMinutes(new Random(seed), {
    minutes: 20,
    requestsPerMinute: 80,
    share: () => 0.25,
    base: (minute) => 400 * (1 + minute / 10),
    effect: 1.2,
    spread: 0.5,
  });

describe('the interval of a ratio of means', () => {
  it('ends where the evidence reaches its threshold', () => {
    const minutes = slower(5);
    const sums = new MomentSums(momentMinutes(minutes));
    const { low, high } = intervalOf(minutes);
    const logAt = (direction: 'up' | 'down', tolerance: number) =>
      new MeanEvidenceProcess(sums, { direction, tolerance }, specialFunctions).logEvidence(0, 20, 1);
    expect(logAt('up', low)).toBeCloseTo(Math.log(2 / ALPHA), 6);
    expect(logAt('down', high)).toBeCloseTo(Math.log(2 / ALPHA), 6);
  });

  it('lies around the estimate, and the true ratio in nearly all', () => {
    const intervals = Array.from({ length: 200 }, (_, seed) => intervalOf(slower(seed)));
    for (const { low, high, estimate } of intervals) {
      expect(estimate).toBeGreaterThan(low);
      expect(estimate).toBeLessThan(high);
    }
    const missing = intervals.filter(({ low, high }) => low > 1.2 || high < 1.2);
    // Three standard deviations above the rate that is promised.
    expect(missing.length).toBeLessThanOrEqual(200 * ALPHA + 3 * Math.sqrt(200 * ALPHA * (1 - ALPHA)));
  });

  it('is wider where requests depend on each other', () => {
    const [independent, dependent] = [intervalOf(slower(6)), intervalOf(slower(6), 4)];
    expect(dependent.low).toBeLessThan(independent.low);
    expect(dependent.high).toBeGreaterThan(independent.high);
    expect(dependent.estimate).toBe(independent.estimate);
  });

  it('is everything while there are too few exposures', () => {
    expect(intervalOf([aMinute([3, 5], [1, 3])])).toEqual({
      estimate: 2,
      low: 0,
      high: Number.POSITIVE_INFINITY,
    });
    expect(intervalOf([])).toEqual({ estimate: undefined, low: 0, high: Number.POSITIVE_INFINITY });
  });

  it('has no upper end where the control may as well be nothing', () => {
    const minutes = Array.from({ length: 200 }, (_, at) => aMinute([3, 5], at === 0 ? [0, 9] : [0, 0]));
    const { low, high } = intervalOf(minutes);
    expect(low).toBeGreaterThan(1);
    expect(high).toBe(Number.POSITIVE_INFINITY);
  });
});
