import type { FlagFormat } from '../format.ts';
import { readAppConfigFlags } from './read-appconfig-flags.ts';
import { writeAppConfigFlags } from './write-appconfig-flags.ts';

/** Content of a profile of type `AWS.AppConfig.FeatureFlags`, as the API takes it and the console edits it. */
export const appConfigFlagsFormat: FlagFormat = {
  name: 'appconfig-flags',
  assumes:
    'every attribute has the type of what rules compare it with, and fits in a header: no list, no comma or line break, no white space at either end; a rule that compares what is missing does not hold, so not of it does',
  read: readAppConfigFlags,
  write: writeAppConfigFlags,
};
