import { describe, expect, it } from 'vitest';
import { specialFunctions } from '../../../lambda/guard/special-functions.ts';

/** ln(erfc(−x/√2)/2) by mpmath with 60 digits, rounded to a double. */
const LOG_NORMAL_CDF = [
  [-1000, -500007.82669481216],
  [-40, -804.6084420137538],
  [-10, -53.23128515051247],
  [-5, -15.064998393988725],
  [-1, -1.8410216450092636],
  [-0.5, -1.1759117615936185],
  [0, -Math.LN2],
  [1, -0.17275377902344988],
  [5, -2.866516129637636e-7],
] as const;

describe('the logarithm of the normal distribution', () => {
  it.each(LOG_NORMAL_CDF)('is right to fourteen digits, far into the tail: %s', (x, expected) => {
    const relative = specialFunctions.logNormalCdf(x) / expected - 1;
    expect(Math.abs(relative)).toBeLessThan(1e-14);
  });
});
