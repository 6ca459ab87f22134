import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, percentile, spread } from '../../bench/statistics.ts';

const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 });

describe('median', () => {
  it('is the middle one, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is half way between the two middle ones of an even number', () => {
    expect(median([10, 1, 2, 4])).toBe(3);
  });

  it('has as many values below as above', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const half = values.length / 2;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
      }),
    );
  });
});

describe('percentile', () => {
  it('is the smallest value that so many percent do not exceed', () => {
    const values = Array.from({ length: 200 }, (_, index) => index + 1).reverse();
    expect([1, 50, 99, 100].map((percent) => percentile(values, percent))).toEqual([2, 100, 198, 200]);
  });

  it('is a value that occurred', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        expect(values).toContain(percentile(values, percent));
      }),
    );
  });
});

describe('spread', () => {
  it('goes from the lowest to the highest round', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 });
  });
});
