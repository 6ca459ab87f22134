import type { FlagFormat } from '../format.ts';
import { readFlagd } from './read-flagd.ts';
import { writeFlagd } from './write-flagd.ts';

/** Definitions of OpenFeature's flagd, in JSON. Written for the `fractional` of flagd 0.12 and later. */
export const flagdFormat: FlagFormat = {
  name: 'openfeature-flagd',
  assumes:
    'every user has a targeting key, flagd evaluates without an error, and no attribute that is tested is an object or, but for contains, a list',
  read: readFlagd,
  write: writeFlagd,
};
