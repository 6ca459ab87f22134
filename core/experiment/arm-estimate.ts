import type { MetricKind, Moments } from './experiment.ts';
import { sampleCovariance, sampleVariance } from './moments.ts';

/** Mean of one arm and how well it is known. */
export interface ArmEstimate {
  readonly n: number;
  readonly mean: number;
  /** Variance of the mean, not of the values. */
  readonly variance: number;
  /** Degrees of freedom that the variance was estimated with. */
  readonly degrees: number;
}

/** Exposures below which nothing is estimated. */
const FEWEST = 2;

/**
 * Estimate that takes every exposure for independent of every other: p(1 − p)/n of a proportion, the sample variance of
 * a mean, the delta method of a ratio. `undefined` below two exposures, and of a ratio whose denominators add up to 0.
 */
export function estimateFromExposures(moments: Moments, kind: MetricKind): ArmEstimate | undefined {
  const { n, sum } = moments;
  if (n < FEWEST) return undefined;
  if (kind === 'ratio') return ratioEstimate(moments);
  const mean = sum / n;
  const variance = kind === 'proportion' ? Math.max(0, mean * (1 - mean)) : sampleVariance(moments);
  return { n, mean, variance: variance / n, degrees: n - 1 };
}

/** Mean of an arm by the kind of its metric; `undefined` of nothing. */
export function meanOf({ n, sum, denominator }: Moments, kind: MetricKind): number | undefined {
  const below = kind === 'ratio' ? (denominator?.sum ?? 0) : n;
  return below > 0 ? sum / below : undefined;
}

/** First-order Taylor: the variance of y − r·d over the mean denominator (Deng, Knoblich and Lu, arXiv 1803.06336). */
function ratioEstimate(moments: Moments): ArmEstimate | undefined {
  const { n, sum, denominator } = moments;
  if (!denominator || denominator.sum <= 0) return undefined;
  const ratio = sum / denominator.sum;
  const below = { n, sum: denominator.sum, sumSquares: denominator.sumSquares };
  const covariance = sampleCovariance(moments, denominator);
  const residual = sampleVariance(moments) - 2 * ratio * covariance + ratio ** 2 * sampleVariance(below);
  const variance = Math.max(0, residual) / (n * (denominator.sum / n) ** 2);
  return { n, mean: ratio, variance, degrees: n - 1 };
}
