import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjusted, covariateSlope } from '../../../core/experiment/cuped.ts';
import { NO_MOMENTS, sampleVariance } from '../../../core/experiment/moments.ts';
import { momentsOf } from '../../helpers/experiments.ts';

const numbers = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 30 });

describe('a covariate', () => {
  it('that the values follow exactly leaves no variance', () => {
    const [before, after] = [
      [1, 5, 2, 8],
      [4, 4, 9, 1],
    ];
    const arm = momentsOf(
      before.map((one) => 10 + 2 * one),
      before,
    );
    const control = momentsOf(
      after.map((one) => 7 + 2 * one),
      after,
    );
    const slope = covariateSlope(arm, control);
    expect(slope?.theta).toBeCloseTo(2, 12);
    const [one, other] = [arm, control].map((moments) => slope && adjusted(moments, slope));
    expect(one && sampleVariance(one)).toBeCloseTo(0, 10);
    expect((one?.sum ?? 0) / 4 - (other?.sum ?? 0) / 4).toBeCloseTo(3, 12);
  });

  it('never makes the values vary more within the arms', () => {
    const lists = fc.tuple(numbers, numbers);
    fc.assert(
      fc.property(lists, lists, ([own, ownBefore], [others, othersBefore]) => {
        const size = Math.min(own.length, ownBefore.length, others.length, othersBefore.length);
        const [arm, control] = [
          momentsOf(own.slice(0, size), ownBefore.slice(0, size)),
          momentsOf(others.slice(0, size), othersBefore.slice(0, size)),
        ];
        const slope = covariateSlope(arm, control);
        fc.pre(slope !== undefined);
        const after = sampleVariance(adjusted(arm, slope)) + sampleVariance(adjusted(control, slope));
        expect(after).toBeLessThanOrEqual(sampleVariance(arm) + sampleVariance(control) + 1e-6);
      }),
    );
  });

  it('is of no use when it never varies, or an arm has none', () => {
    const flat = momentsOf([1, 2, 3], [4, 4, 4]);
    expect(covariateSlope(flat, flat)).toBeUndefined();
    expect(covariateSlope(flat, momentsOf([1, 2, 3]))).toBeUndefined();
    const nothing = { ...NO_MOMENTS, covariate: { sum: 0, sumSquares: 0, sumProducts: 0 } };
    expect(covariateSlope(nothing, nothing)).toBeUndefined();
  });

  it('changes nothing where there is none', () => {
    expect(adjusted(momentsOf([1, 2]), { theta: 1, centre: 1 })).toEqual(momentsOf([1, 2]));
  });
});
