import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSumExp } from '../../../core/guard/log-sum.ts';

describe('the logarithm of a sum', () => {
  it('is that of the sum where the sum can be written', () => {
    const logs = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(logs, (list) => {
        const sum = list.reduce((total, log) => total + Math.exp(log), 0);
        expect(logSumExp(list)).toBeCloseTo(Math.log(sum), 9);
      }),
    );
  });

  it('does not overflow, and does not lose what is small', () => {
    expect(logSumExp([1e6, 1e6])).toBeCloseTo(1e6 + Math.LN2, 6);
    expect(logSumExp([-1e6, -1e6])).toBeCloseTo(-1e6 + Math.LN2, 6);
  });

  it('of nothing is that of zero', () => {
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  });
});
