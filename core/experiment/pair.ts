import { type ArmEstimate, estimateFromExposures } from './arm-estimate.ts';
import type { CovariateAdjustment, VarianceSource } from './comparison.ts';
import { adjusted, type CovariateSlope, covariateSlope } from './cuped.ts';
import type { ExperimentMetric, MetricKind, Moments } from './experiment.ts';
import { estimateFromGroups } from './jackknife.ts';
import { NO_MOMENTS } from './moments.ts';

/** Exposures of each arm below which nothing is said. */
export const FEWEST_EXPOSURES = 50;
/** Events, and exposures without one, that each arm of a proportion should have if the arms were alike. */
export const FEWEST_EVENTS = 10;

/**
 * Skewness of a difference of means up to which its interval is right to half a percent (bench/experiment). Equal arms
 * have none, whatever the values are like; a small arm of very uneven values has it for thousands of exposures.
 */
const LARGEST_SKEWNESS = 0.04;

/** An arm and the control, as far as they can be compared. */
export interface Pair {
  readonly arm: ArmEstimate;
  readonly control: ArmEstimate;
  /** What the estimates are of: with a covariate a proportion becomes a mean. */
  readonly kind: MetricKind;
  readonly varianceFrom: VarianceSource;
  readonly covariate?: CovariateAdjustment;
}

/** Estimates of an arm and the control; `undefined` where there is too little data, or nothing varies. */
export function estimatePair(metric: ExperimentMetric, value: string, control: string): Pair | undefined {
  const totals: Totals = {
    arm: metric.arms[value] ?? NO_MOMENTS,
    control: metric.arms[control] ?? NO_MOMENTS,
  };
  if (!isEnough(metric.kind, totals)) return undefined;
  const plain = estimateBoth(metric, totals, [value, control], undefined);
  const slope = metric.kind === 'ratio' ? undefined : covariateSlope(totals.arm, totals.control);
  if (!slope || !plain) return plain;
  const better = estimateBoth(metric, totals, [value, control], slope);
  if (!better) return plain;
  const varianceReduction = 1 - noiseOf(better) / noiseOf(plain);
  return { ...better, covariate: { theta: slope.theta, varianceReduction } };
}

/** Whether both arms' variance comes from groups of users. */
export function varianceSource({ groups }: ExperimentMetric, value: string, control: string): VarianceSource {
  return groups?.[value] && groups[control] ? 'groups' : 'exposures';
}

interface Totals {
  readonly arm: Moments;
  readonly control: Moments;
}

function estimateBoth(
  metric: ExperimentMetric,
  totals: Totals,
  [value, control]: readonly [string, string],
  slope: CovariateSlope | undefined,
): Pair | undefined {
  const kind = slope ? 'mean' : metric.kind;
  const adjust = (moments: Moments): Moments => (slope ? adjusted(moments, slope) : moments);
  const estimate = (moments: Moments, groups: readonly Moments[] | undefined): ArmEstimate | undefined =>
    groups ? estimateFromGroups(groups.map(adjust), kind) : estimateFromExposures(adjust(moments), kind);
  const varianceFrom = varianceSource(metric, value, control);
  const groups = varianceFrom === 'groups' ? metric.groups : undefined;
  const [one, other] = [estimate(totals.arm, groups?.[value]), estimate(totals.control, groups?.[control])];
  if (!(one && other) || one.variance + other.variance <= 0) return undefined;
  if (kind !== 'proportion' && skewness(one, other) > LARGEST_SKEWNESS) return undefined;
  return { arm: one, control: other, kind, varianceFrom };
}

function isEnough(kind: MetricKind, { arm, control }: Totals): boolean {
  const smaller = Math.min(arm.n, control.n);
  if (smaller < FEWEST_EXPOSURES) return false;
  if (kind !== 'proportion') return true;
  const rate = (arm.sum + control.sum) / (arm.n + control.n);
  return smaller * Math.min(rate, 1 - rate) >= FEWEST_EVENTS;
}

/**
 * Skewness of the difference, of values whose skewness is three times their coefficient of variation: between a gamma's
 * and a log-normal's. The third moments themselves are not known. 0 where a mean is not above 0.
 */
function skewness(arm: ArmEstimate, control: ArmEstimate): number {
  if (Math.min(arm.mean, control.mean) <= 0) return 0;
  const squaredVariation = ({ n, mean, variance }: ArmEstimate): number => (n * variance) / mean ** 2;
  const variation = Math.sqrt((squaredVariation(arm) + squaredVariation(control)) / 2);
  const unevenness = Math.abs(arm.n ** -2 - control.n ** -2) / (1 / arm.n + 1 / control.n) ** 1.5;
  return 3 * variation * unevenness;
}

function noiseOf({ arm, control }: Pair): number {
  return arm.variance + control.variance;
}
