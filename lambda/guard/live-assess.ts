import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { MeanMethod } from '../../core/guard/judge.ts';
import { systemClock } from '../clock.ts';
import { createAssess } from './assess.ts';
import type { Assess } from './assessment.ts';
import { deploymentReader, metricReader } from './aws-readers.ts';
import { CloudWatchGuardData } from './guard-data-source.ts';
import { AppConfigRolloutHistory } from './rollout-history.ts';
import type { GuardSettings } from './settings.ts';

/** Assesses against AWS, with clients of its own. */
export function liveAssess(settings: GuardSettings, means: MeanMethod): Assess {
  return createAssess({
    history: new AppConfigRolloutHistory(deploymentReader(new AppConfigClient({ maxAttempts: 1 }))),
    metrics: new CloudWatchGuardData(metricReader(new CloudWatchClient({ maxAttempts: 1 })), settings),
    guard: settings.guard,
    means,
    clock: systemClock,
  });
}
