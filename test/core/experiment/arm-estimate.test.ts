import { describe, expect, it } from 'vitest';
import { estimateFromExposures, meanOf } from '../../../core/experiment/arm-estimate.ts';
import { events, momentsOf, pairedOf } from '../../helpers/experiments.ts';

const COSTS = [3, 1, 4, 1, 5, 9, 2, 6];

const answered = (answers: readonly number[]) => ({
  ...momentsOf(COSTS),
  denominator: pairedOf(COSTS, answers),
});

describe('an estimate from independent exposures', () => {
  it('has the variance of a proportion', () => {
    const found = estimateFromExposures(events(100, 20), 'proportion');
    expect(found).toEqual({ n: 100, mean: 0.2, variance: (0.2 * 0.8) / 100, degrees: 99 });
  });

  it('of a ratio to one each is that of a mean', () => {
    const [ratio, mean] = [
      estimateFromExposures(answered(COSTS.map(() => 1)), 'ratio'),
      estimateFromExposures(momentsOf(COSTS), 'mean'),
    ];
    expect(ratio?.mean).toBeCloseTo(mean?.mean ?? 0, 12);
    expect(ratio?.variance).toBeCloseTo(mean?.variance ?? 0, 12);
  });

  it('of a ratio has the variance of what is left of the line through nothing', () => {
    const answers = [1, 1, 0, 1, 1, 1, 0, 1];
    const rate = 31 / 6;
    const rest = COSTS.map((cost, at) => cost - rate * (answers[at] ?? 0));
    const expected = rest.reduce((sum, one) => sum + one ** 2, 0) / 7 / 8 / (6 / 8) ** 2;
    const found = estimateFromExposures(answered(answers), 'ratio');
    expect(found?.mean).toBeCloseTo(rate, 12);
    expect(found?.variance).toBeCloseTo(expected, 12);
  });

  it('is none of a single exposure, and none of a ratio to nothing', () => {
    expect(estimateFromExposures(momentsOf([1]), 'mean')).toBeUndefined();
    expect(estimateFromExposures(answered(COSTS.map(() => 0)), 'ratio')).toBeUndefined();
    expect(estimateFromExposures(momentsOf(COSTS), 'ratio')).toBeUndefined();
  });
});

describe('the mean of an arm', () => {
  it('is none of nothing', () => {
    expect(meanOf(momentsOf([]), 'mean')).toBeUndefined();
    expect(meanOf(momentsOf(COSTS), 'ratio')).toBeUndefined();
    expect(meanOf(momentsOf([1, 2]), 'mean')).toBe(1.5);
  });
});
