import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from '../../../core/experiment/difference.ts';
import {
  detectableLift,
  detectableProportionLift,
  power,
  proportionPower,
} from '../../../core/experiment/power.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';

const THRESHOLD = 1.959963984540054;
const POWER = 0.8416212335729143;

describe('power', () => {
  it('is alpha where there is no difference', () => {
    const test = { effect: 0, standardError: 1, threshold: THRESHOLD };
    expect(power(test, distributions)).toBeCloseTo(0.05, 12);
  });
});

describe('the smallest lift that is found', () => {
  it('is so many standard errors of itself', () => {
    const arms = fc.record({
      mean: fc.double({ min: 0.1, max: 100, noNaN: true }),
      arm: fc.double({ min: 1e-6, max: 1e-3, noNaN: true }),
      control: fc.double({ min: 1e-6, max: 1e-3, noNaN: true }),
    });
    fc.assert(
      fc.property(arms, ({ mean, arm, control }) => {
        const lift = detectableLift({ variance: arm }, { mean, variance: control }, THRESHOLD + POWER);
        fc.pre(lift !== undefined);
        const one = { n: 100, degrees: 99, mean: mean * (1 + lift), variance: arm };
        const other = { n: 100, degrees: 99, mean, variance: control };
        const { standardError } = relativeDifference(one, other);
        expect(lift / standardError).toBeCloseTo(THRESHOLD + POWER, 6);
      }),
    );
  });

  it('does not exist where the control is hardly known, or not above nothing', () => {
    expect(detectableLift({ variance: 1 }, { mean: 1, variance: 1 }, 2.8)).toBeUndefined();
    expect(detectableLift({ variance: 1 }, { mean: 0, variance: 1 }, 2.8)).toBeUndefined();
  });
});

describe('the smallest lift of a proportion that is found', () => {
  const planned = (rate: number, n: number) => ({
    ...{ arm: { rate, n }, control: { rate, n } },
    threshold: THRESHOLD,
  });

  it('is found with the power that was asked for', () => {
    const one = planned(0.1, 2000);
    const lift = detectableProportionLift(one, 0.8, distributions) ?? 0;
    const found = proportionPower({ ...one, arm: { rate: 0.1 * (1 + lift), n: 2000 } }, distributions);
    expect(found).toBeCloseTo(0.8, 8);
  });

  it('does not exist where there are no events, or too few exposures for any', () => {
    expect(detectableProportionLift(planned(0, 2000), 0.8, distributions)).toBeUndefined();
    expect(detectableProportionLift(planned(0.9, 5), 0.8, distributions)).toBeUndefined();
  });
});
