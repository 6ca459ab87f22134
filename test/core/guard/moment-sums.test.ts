import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MomentSums } from '../../../core/guard/moment-sums.ts';
import { Random } from '../../../local/random.ts';
import { aMinute, type MomentMinute, momentMinutes, someMinutes } from '../../helpers/moment-minutes.ts';

const sumsOf = (minutes: readonly MomentMinute[]) => new MomentSums(momentMinutes(minutes));
const whole = (minutes: readonly MomentMinute[]) => sumsOf(minutes).between(0, minutes.length);

/** By hand: n = 2 and 3, means 3 and 2, variances 2 and 1, weight 6/5. */
const FIRST = aMinute([2, 4], [1, 2, 3]);
/** Means 5 and 4, variances 2 and 8, weight 1. */
const SECOND = aMinute([4, 6], [2, 6]);

describe('the sums of a comparison of means', () => {
  it('weight each minute by its exposures', () => {
    const { candidate, control } = whole([FIRST, SECOND]);
    expect(candidate.weightedMean).toBeCloseTo((6 / 5) * 3 + 5, 12);
    expect(control.weightedMean).toBeCloseTo((6 / 5) * 2 + 4, 12);
    expect([candidate.exposures, candidate.sum]).toEqual([4, 16]);
    expect([control.exposures, control.sum]).toEqual([5, 14]);
  });

  it('take the variance of an arm from within its minutes', () => {
    const { candidate, control } = whole([FIRST, SECOND]);
    expect(candidate.variance).toBeCloseTo((36 / 25) * (2 / 2) + 2 / 2, 12);
    expect(control.variance).toBeCloseTo((36 / 25) * (1 / 3) + 8 / 2, 12);
    expect(candidate.exchangedVariance).toBeCloseTo((36 / 25) * (2 / 3) + 2 / 2, 12);
    expect(control.exchangedVariance).toBeCloseTo((36 / 25) * (1 / 2) + 8 / 2, 12);
    expect([candidate.squares, control.squares]).toEqual([2 * 2 + 2 * 2, 3 * 1 + 2 * 8]);
  });

  it('compare a single exposure with the minute before', () => {
    const [before, between] = [whole([FIRST]), sumsOf([FIRST, aMinute([5], [4, 6])]).between(1, 2)];
    // (5 − 3)² · n/(n + 1) of the two before it, weight 2/3.
    expect(between.candidate.variance).toBeCloseTo((4 / 9) * (4 * (2 / 3)), 12);
    expect(whole([aMinute([5], [1, 2, 3])]).candidate.variance).toBe(0);
    expect(before.candidate.exposures).toBe(2);
  });

  it('estimate the variance of single exposures without bias', () => {
    const [random, length] = [new Random(17), 20_000];
    const minutes = Array.from({ length }, () => aMinute([9 + random.normal()], [9 + 2 * random.normal()]));
    const { candidate, control } = whole(minutes);
    // Weight 1/2; the mean of (x − y)²/2 over neighbours has a standard error of √(3/length).
    const error = (measured: number, variance: number) => Math.abs(measured / (variance * length * 0.25) - 1);
    expect(error(candidate.variance, 1)).toBeLessThan(4 * Math.sqrt(3 / length));
    expect(error(control.variance, 4)).toBeLessThan(4 * Math.sqrt(3 / length));
  });

  it('are the same in whatever order the minutes come', () => {
    fc.assert(
      fc.property(someMinutes({ minLength: 1, maxLength: 30 }), (minutes) => {
        const [there, back] = [whole(minutes), whole(minutes.toReversed())];
        expect(back.candidate.weightedMean / there.candidate.weightedMean).toBeCloseTo(1, 9);
        expect(back.control.variance / there.control.variance).toBeCloseTo(1, 9);
        expect(back.candidate.exchangedVariance / there.candidate.exchangedVariance).toBeCloseTo(1, 9);
      }),
    );
  });

  it('hardly change when a minute is split into equal halves', () => {
    const [values, others] = [
      [3, 5, 10],
      [1, 1, 4, 8],
    ];
    const halves = whole([aMinute(values, others), aMinute(values, others)]);
    const one = whole([aMinute([...values, ...values], [...others, ...others])]);
    expect(one.candidate.weightedMean).toBeCloseTo(halves.candidate.weightedMean, 12);
    expect(one.control.weightedMean).toBeCloseTo(halves.control.weightedMean, 12);
    // The same squares about the mean, with one degree of freedom more.
    expect(one.candidate.variance).toBeCloseTo(halves.candidate.variance * (4 / 5), 12);
    expect(one.control.variance).toBeCloseTo(halves.control.variance * (6 / 7), 12);
  });

  it('add up over stretches', () => {
    const sums = sumsOf([FIRST, SECOND, FIRST]);
    const [early, late, all] = [sums.between(0, 1), sums.between(1, 3), sums.between(0, 3)];
    expect(early.candidate.variance + late.candidate.variance).toBeCloseTo(all.candidate.variance, 12);
    expect(early.control.weightedMean + late.control.weightedMean).toBeCloseTo(all.control.weightedMean, 12);
  });

  it('say when both arms had enough exposures', () => {
    const sums = sumsOf([FIRST, SECOND, FIRST]);
    expect([0, 2, 3, 6].map((exposures) => sums.minutesUntil(exposures))).toEqual([0, 1, 2, 3]);
    expect(sums.minutesUntil(7)).toBeUndefined();
    expect(sumsOf([]).minutesUntil(1)).toBeUndefined();
  });
});

describe('a minute that says nothing', () => {
  const alone = whole([FIRST]);
  const late = { count: 2, sum: 9, sumOfSquares: 40 };

  it.each([
    ['without candidate', aMinute([], [7, 9])],
    ['without control', aMinute([7, 9], [])],
    ['without anyone', aMinute([], [])],
    ['whose squares of the candidate are late', { candidate: late, control: SECOND.control }],
    ['whose squares of the control are late', { candidate: SECOND.candidate, control: late }],
  ])('is left out: one %s', (_, minute) => {
    expect(whole([minute, FIRST, minute])).toEqual(alone);
  });

  it('is every one where no squares are recorded', () => {
    const { candidate, control } = momentMinutes([FIRST, SECOND]);
    const sums = new MomentSums({
      candidate: { exposures: candidate.exposures, sums: candidate.sums },
      control,
    });
    expect(sums.between(0, 2).control.exposures).toBe(0);
  });
});

describe('rounding', () => {
  const constant = (count: number, value: number) => Array.from({ length: count }, () => value);

  it('is no spread', () => {
    const minutes = Array.from({ length: 50 }, (_, at) =>
      aMinute(constant(1 + (at % 7), 0.1), constant(13, 0.7)),
    );
    const { candidate, control } = whole(minutes);
    expect(candidate.exposures).toBeGreaterThan(0);
    expect([candidate.variance, control.variance]).toEqual([0, 0]);
  });

  it('leaves a billion exposures with large values a finite variance', () => {
    const moments = { count: 1e9, sum: 2e14, sumOfSquares: 1e20 };
    const { candidate } = whole([{ candidate: moments, control: moments }]);
    // Mean 2e5, mean square 1e11: variance 6e10, weight 5e8.
    expect(candidate.variance / ((5e8 ** 2 * 6e10) / 1e9)).toBeCloseTo(1, 6);
  });
});
