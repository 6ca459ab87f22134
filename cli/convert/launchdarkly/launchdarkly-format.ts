import type { FlagFormat } from '../format.ts';
import { readLaunchDarkly } from './read-launchdarkly.ts';
import { writeLaunchDarkly } from './write-launchdarkly.ts';

/** Flags as LaunchDarkly gives them to its SDKs. */
export const launchDarklyFormat: FlagFormat = {
  name: 'launchdarkly',
  assumes:
    'every user has a key, contexts are of kind user, and attributes that are tested are texts of at most 4,096 characters, numbers or booleans',
  read: readLaunchDarkly,
  write: writeLaunchDarkly,
};
