import { describe, expect, it } from 'vitest';
import { distributions } from '../../../lambda/comparison/distributions.ts';
import { scipy } from '../../helpers/scipy.ts';

const NAMES = ['normalCdf', 'normalQuantile', 'tCdf', 'tQuantile', 'chiSquareCdf'] as const;

describe('the distributions of a comparison', () => {
  it('have a normal quantile of the smallest number there is', () => {
    expect(distributions.normalQuantile(Number.MIN_VALUE)).toBeLessThan(-37);
  });

  it.each(NAMES)('are those of SciPy to ten digits: %s', (name) => {
    const cases = scipy.distributions[name] ?? [];
    expect(cases).not.toEqual([]);
    for (const one of cases) {
      const [x = 0, second = 0] = one;
      const expected = one.at(-1) ?? 0;
      const difference = Math.abs(distributions[name](x, second) - expected);
      expect(difference, `${name}(${x}, ${second})`).toBeLessThanOrEqual(1e-10 * Math.abs(expected));
    }
  });
});
