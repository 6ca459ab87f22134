import logcdf from '@stdlib/stats-base-dists-normal-logcdf';

/** One arm of a comparison: mean and variance of a single exposure's value, and the number of exposures. */
export interface Arm {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
}

/** A rate, with the variance that GrowthBook gives it. */
export function proportion(events: number, count: number): Arm {
  const mean = events / count;
  return { mean, variance: mean * (1 - mean), count };
}

/** Mean of values known by sum and sum of squares, with the variance of a sample. */
export function sampleMean(sum: number, sumOfSquares: number, count: number): Arm {
  return { mean: sum / count, variance: (sumOfSquares - sum ** 2 / count) / (count - 1), count };
}

export type Difference = 'absolute' | 'relative';

export interface Effect {
  readonly value: number;
  readonly standardError: number;
}

/** How the candidate differs from the control; the relative standard error by the delta method. GrowthBook, packages/stats. */
export function effectOf(control: Arm, candidate: Arm, difference: Difference): Effect {
  const change = candidate.mean - control.mean;
  const own = candidate.variance / candidate.count;
  const others = control.variance / control.count;
  if (difference === 'absolute') return { value: change, standardError: Math.sqrt(own + others) };
  const base = control.mean ** 2;
  const variance = own / base + (others * candidate.mean ** 2) / base ** 2;
  return { value: change / Math.abs(control.mean), standardError: Math.sqrt(variance) };
}

export interface SequentialOptions {
  readonly alpha: number;
  /** Number of exposures, of both arms, at which the interval is narrowest: GrowthBook's default is 5,000. */
  readonly tuning: number;
  /** A bound on one side, or an interval. */
  readonly sides: 1 | 2;
  /** Of both arms. */
  readonly exposures: number;
}

/**
 * Half of the asymptotic confidence sequence that GrowthBook calls sequential testing (Waudby-Smith et al., arXiv
 * 2103.06476, eq. 14 and its one-sided form), as a multiple of the standard error.
 */
export function sequentialHalfWidth({ alpha, tuning, sides, exposures }: SequentialOptions): number {
  const tail = sides === 1 ? 2 * alpha : alpha;
  const rhoSquared = (-2 * Math.log(tail) + Math.log(1 - 2 * Math.log(tail))) / tuning;
  const spread = exposures * rhoSquared + 1;
  const log = sides === 1 ? Math.log1p(Math.sqrt(spread) / (2 * alpha)) : Math.log(Math.sqrt(spread) / alpha);
  return Math.sqrt((2 * spread * log) / (exposures * rhoSquared));
}

/** Pooled z of two proportions, candidate − control; NaN while nothing, or everything, has failed. */
export function pooledZ(control: Arm, candidate: Arm): number {
  const events = control.mean * control.count + candidate.mean * candidate.count;
  const pooled = events / (control.count + candidate.count);
  const variance = pooled * (1 - pooled) * (1 / control.count + 1 / candidate.count);
  return (candidate.mean - control.mean) / Math.sqrt(variance);
}

/** Probability of a standard normal below x. */
export function normalCdf(x: number): number {
  return Math.exp(logcdf(x, 0, 1));
}

/**
 * Chi-square test of a sample ratio, the way GrowthBook does it: variations of weight 0 are left out, and with fewer
 * than two left, or nobody seen, p is 1. For up to three variations.
 */
export function sampleRatioPValue(observed: readonly number[], weights: readonly number[]): number {
  const cells = observed.flatMap((count, at) => {
    const weight = weights[at] ?? 0;
    return weight > 0 ? [{ count, weight }] : [];
  });
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  const weight = cells.reduce((sum, cell) => sum + cell.weight, 0);
  if (cells.length < 2 || total === 0) return 1;
  const chiSquare = cells.reduce((sum, cell) => {
    const expected = (total * cell.weight) / weight;
    return sum + (cell.count - expected) ** 2 / expected;
  }, 0);
  return chiSquareTail(chiSquare, cells.length - 1);
}

/** In closed form where there is a short one. */
function chiSquareTail(x: number, degrees: number): number {
  if (degrees === 1) return 2 * normalCdf(-Math.sqrt(x));
  if (degrees === 2) return Math.exp(-x / 2);
  throw new Error(`chi-square with ${degrees} degrees of freedom is not needed here: use 1 or 2`);
}
