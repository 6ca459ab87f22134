import { describe, expect, it } from 'vitest';
import { estimateFromExposures } from '../../../core/experiment/arm-estimate.ts';
import { benjaminiHochberg } from '../../../core/experiment/benjamini-hochberg.ts';
import { adjusted, covariateSlope } from '../../../core/experiment/cuped.ts';
import { absoluteDifference } from '../../../core/experiment/difference.ts';
import type { Moments } from '../../../core/experiment/experiment.ts';
import { fixedInference } from '../../../core/experiment/fixed-sample.ts';
import { holm } from '../../../core/experiment/holm.ts';
import { estimateFromGroups } from '../../../core/experiment/jackknife.ts';
import { power, proportionPower } from '../../../core/experiment/power.ts';
import { pooledZ, scoreInference } from '../../../core/experiment/proportions.ts';
import { checkSampleRatio } from '../../../core/experiment/sample-ratio-check.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';
import { events } from '../../helpers/experiments.ts';
import { scipy } from '../../helpers/scipy.ts';

const estimate = (moments: Moments) => estimateFromExposures(moments, 'mean')!;
const thresholdOf = (alpha: number) => -distributions.normalQuantile(alpha / 2);

describe('as SciPy and statsmodels have it', () => {
  it.each(scipy.welch)('Welch compares means', ({ arm, control, alpha, degrees, p, low, high }) => {
    const difference = absoluteDifference(estimate(arm), estimate(control));
    const inference = fixedInference(difference, alpha, distributions);
    expect(difference.degrees).toBeCloseTo(degrees, 8);
    expect(inference.p).toBeCloseTo(p, 10);
    expect(inference.interval.low).toBeCloseTo(low, 8);
    expect(inference.interval.high).toBeCloseTo(high, 8);
  });

  it.each(scipy.proportions)('the score test compares proportions', (one) => {
    const { arm, control, alpha, z, p, low, high } = one;
    const inference = scoreInference(arm, control, alpha, distributions);
    expect(pooledZ(arm, control)).toBeCloseTo(z, 12);
    expect(inference.p).toBeCloseTo(p, 12);
    expect(inference.interval.low).toBeCloseTo(low, 8);
    expect(inference.interval.high).toBeCloseTo(high, 8);
  });

  it.each(scipy.chiSquare)('chi-square tests the shares of the arms', ({ observed, shares, p }) => {
    const arms = observed.map((exposures, at) => ({ value: `${at}`, exposures, share: shares[at]! }));
    const { fixedP } = checkSampleRatio(arms, { looks: 'once', tuning: 5000 }, distributions);
    expect(fixedP).toBeCloseTo(p, 12);
  });

  it('groups left out one by one give the variance of a mean', () => {
    const { sizes, sums, mean, variance } = scipy.jackknife;
    const found = estimateFromGroups(
      sizes.map((size, at) => events(size, sums[at]!)),
      'proportion',
    );
    expect(found?.mean).toBeCloseTo(mean, 14);
    expect(found?.variance).toBeCloseTo(variance, 14);
  });

  it('a covariate adjusts a difference as a regression on it does', () => {
    const { arm, control, difference, theta } = scipy.cuped;
    const slope = covariateSlope(arm, control)!;
    expect(slope.theta).toBeCloseTo(theta, 10);
    const found = absoluteDifference(estimate(adjusted(arm, slope)), estimate(adjusted(control, slope)));
    expect(found.estimate).toBeCloseTo(difference, 9);
  });

  it.each(scipy.power.normal)('a z test has its power', ({ effect, perArm, alpha, power: expected }) => {
    const test = { effect, standardError: Math.sqrt(2 / perArm), threshold: thresholdOf(alpha) };
    expect(power(test, distributions)).toBeCloseTo(expected, 12);
  });

  it.each(scipy.power.proportions)('a test of proportions has its power', (one) => {
    const arm = { rate: one.arm, n: one.armN };
    const control = { rate: one.control, n: one.controlN };
    const found = proportionPower({ arm, control, threshold: thresholdOf(one.alpha) }, distributions);
    expect(found).toBeCloseTo(one.power, 12);
  });

  it('p-values are adjusted for their number', () => {
    const { p, holm: byHolm, benjaminiHochberg: byBenjamini } = scipy.adjusted;
    for (const [at, value] of holm(p).entries()) expect(value).toBeCloseTo(byHolm[at]!, 14);
    for (const [at, value] of benjaminiHochberg(p).entries()) expect(value).toBeCloseTo(byBenjamini[at]!, 14);
  });
});
