import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoments, NO_MOMENTS, sampleVariance } from '../../../core/experiment/moments.ts';
import { momentsOf, pairedOf } from '../../helpers/experiments.ts';

const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 });

describe('totals of two parts together', () => {
  it('are the totals of the whole', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const together = addMoments(momentsOf(one, one), momentsOf(other, other));
        expect(together).toEqual(momentsOf([...one, ...other], [...one, ...other]));
      }),
    );
  });

  it('have the denominator that both parts have', () => {
    const part = { ...momentsOf([1, 2]), denominator: pairedOf([1, 2], [1, 0]) };
    expect(addMoments(part, part).denominator).toEqual({ sum: 2, sumSquares: 2, sumProducts: 2 });
    expect(addMoments(part, NO_MOMENTS).denominator).toBeUndefined();
  });
});

describe('the sample variance', () => {
  it('is not negative where rounding would make it so', () => {
    expect(sampleVariance({ n: 3, sum: 0.3, sumSquares: 0.03 - 1e-18 })).toBe(0);
  });
});
