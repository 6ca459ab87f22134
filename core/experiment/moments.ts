import type { Moments, PairedMoments } from './experiment.ts';

/** Totals of nothing. */
export const NO_MOMENTS: Moments = { n: 0, sum: 0, sumSquares: 0 };

/** Totals of two disjoint parts together; a second quantity counts only where both parts have it. */
export function addMoments(one: Moments, other: Moments): Moments {
  const covariate = addPaired(one.covariate, other.covariate);
  const denominator = addPaired(one.denominator, other.denominator);
  return {
    n: one.n + other.n,
    sum: one.sum + other.sum,
    sumSquares: one.sumSquares + other.sumSquares,
    ...(covariate && { covariate }),
    ...(denominator && { denominator }),
  };
}

/** Of two values or more; never negative, whatever is lost to rounding. */
export function sampleVariance({ n, sum, sumSquares }: Omit<Moments, 'covariate' | 'denominator'>): number {
  return Math.max(0, sumSquares - sum ** 2 / n) / (n - 1);
}

/** Of the values and the second quantity, of two exposures or more. */
export function sampleCovariance({ n, sum }: Moments, paired: PairedMoments): number {
  return (paired.sumProducts - (sum * paired.sum) / n) / (n - 1);
}

function addPaired(
  one: PairedMoments | undefined,
  other: PairedMoments | undefined,
): PairedMoments | undefined {
  if (!(one && other)) return undefined;
  return {
    sum: one.sum + other.sum,
    sumSquares: one.sumSquares + other.sumSquares,
    sumProducts: one.sumProducts + other.sumProducts,
  };
}
