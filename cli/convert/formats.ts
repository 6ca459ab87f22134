import { appConfigFlagsFormat } from './appconfig-flags/appconfig-flags-format.ts';
import { flagdFormat } from './flagd/flagd-format.ts';
import type { FlagFormat, FormatName } from './format.ts';
import { launchDarklyFormat } from './launchdarkly/launchdarkly-format.ts';
import { modelRolloutFormat } from './model-rollout/model-rollout-format.ts';

/** Every format by its name. */
export const FORMATS: Readonly<Record<FormatName, FlagFormat>> = {
  'model-rollout': modelRolloutFormat,
  'openfeature-flagd': flagdFormat,
  launchdarkly: launchDarklyFormat,
  'appconfig-flags': appConfigFlagsFormat,
};
