import logcdf from '@stdlib/stats-base-dists-normal-logcdf';
import type { SpecialFunctions } from '../../core/guard/normal-mixture.ts';

/** Special functions by @stdlib: 60 kB of a bundle, so only what judges means imports them. */
export const specialFunctions: SpecialFunctions = { logNormalCdf: (x) => logcdf(x, 0, 1) };
