import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { MeanMethod } from '../../core/guard/judge.ts';
import { systemClock } from '../clock.ts';
import { createAssess } from './assess.ts';
import type { Assess } from './assessment.ts';
import { deploymentReader, metricReader } from './aws-readers.ts';
import { CloudWatchGuardData } from './guard-data-source.ts';
import type { MetricReader } from './metric-series.ts';
import { AppConfigRolloutHistory, type DeploymentReader, type RolloutHistory } from './rollout-history.ts';
import type { GuardSettings } from './settings.ts';

/** Which history a look goes by, made of the clients that it has. */
export type HistoryOf = (deployments: DeploymentReader, metrics: MetricReader) => RolloutHistory;

const OF_DEPLOYMENTS: HistoryOf = (deployments) => new AppConfigRolloutHistory(deployments);

/** Assesses against AWS, with clients of its own; by AppConfig's history unless another is given. */
export function liveAssess(
  settings: GuardSettings,
  means: MeanMethod,
  historyOf: HistoryOf = OF_DEPLOYMENTS,
): Assess {
  const deployments = deploymentReader(new AppConfigClient({ maxAttempts: 1 }));
  const metrics = metricReader(new CloudWatchClient({ maxAttempts: 1 }));
  return createAssess({
    history: historyOf(deployments, metrics),
    metrics: new CloudWatchGuardData(metrics, settings),
    guard: settings.guard,
    means,
    clock: systemClock,
  });
}
