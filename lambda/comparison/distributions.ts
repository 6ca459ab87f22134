import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Distributions } from '../../core/experiment/distributions.ts';

/**
 * Distributions by @stdlib, right to ten digits where a comparison needs them (test/spec/scipy). The normal quantile is so
 * down to probabilities of 1e-5, and to four digits at 1e-15; what is decided by it is decided long before.
 */
export const distributions: Distributions = {
  normalCdf: (x) => normalCdf(x, 0, 1),
  normalQuantile: (probability) => normalQuantile(probability, 0, 1),
  tCdf,
  tQuantile,
  chiSquareCdf,
};
