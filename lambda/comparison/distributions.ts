import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Distributions } from '../../core/experiment/distributions.ts';

/** Below it the library's normal quantile loses digits: four are left at 1e-15, and none at 1e-17. */
const FAR_TAIL = 1e-4;
/** What is smaller is taken for it: the last numbers above 0 have too few digits, and NaN would spread to all p-values. */
const SMALLEST = 1e-300;
/** Steps of Newton's method, which doubles the digits with each. */
const STEPS = 6;

/** Distributions by @stdlib, right to ten digits (test/spec/scipy). */
export const distributions: Distributions = {
  normalCdf: (x) => normalCdf(x, 0, 1),
  normalQuantile: (probability) =>
    probability > 0 && probability < FAR_TAIL
      ? farQuantile(Math.max(probability, SMALLEST))
      : normalQuantile(probability, 0, 1),
  tCdf,
  tQuantile,
  chiSquareCdf,
};

/** Newton's method for ln Φ(x) = ln p, from where the density alone would put it. */
function farQuantile(probability: number): number {
  const log = Math.log(probability);
  let x = -Math.sqrt(-2 * log);
  for (let step = 0; step < STEPS; step += 1) {
    const below = normalCdf(x, 0, 1);
    const density = Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
    x -= ((Math.log(below) - log) * below) / density;
  }
  return x;
}
