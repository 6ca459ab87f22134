import type { Inference } from './comparison.ts';
import type { Difference } from './difference.ts';
import type { Distributions } from './distributions.ts';

/** Welch's t: right at one moment that was fixed before the data was seen. The standard error has to be above 0. */
export function fixedInference(
  { estimate, standardError, degrees }: Difference,
  alpha: number,
  { tCdf, tQuantile }: Distributions,
): Inference {
  const half = -tQuantile(alpha / 2, degrees) * standardError;
  const p = Math.min(1, 2 * tCdf(-Math.abs(estimate) / standardError, degrees));
  return { interval: { low: estimate - half, high: estimate + half }, p };
}
