import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Distributions } from '../../core/experiment/distributions.ts';

/** Distributions by @stdlib, right to ten digits and more in the range a comparison needs them (test/spec/scipy). */
export const distributions: Distributions = {
  normalCdf: (x) => normalCdf(x, 0, 1),
  normalQuantile: (probability) => normalQuantile(probability, 0, 1),
  tCdf,
  tQuantile,
  chiSquareCdf,
};
