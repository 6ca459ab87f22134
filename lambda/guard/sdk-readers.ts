import { GetHostedConfigurationVersionCommand, ListDeploymentsCommand } from '@aws-sdk/client-appconfig';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { AppConfigSender, CloudWatchSender } from '../watch/senders.ts';
import type { MetricReader } from './metric-series.ts';
import type { VersionReader } from './motion-reader.ts';
import type { DeploymentReader } from './rollout-history.ts';

/** Reads hosted versions, with the SDK's own patience: nobody waits for the answer within seconds. Rejects with its errors. */
export function versionReader(client: AppConfigSender): VersionReader {
  return {
    getHostedConfigurationVersion: (input, abortSignal) =>
      client.send(new GetHostedConfigurationVersionCommand(input), { abortSignal }),
  };
}

/** Reads deployments and hosted versions, likewise. */
export function deploymentReader(client: AppConfigSender): DeploymentReader {
  return {
    ...versionReader(client),
    listDeployments: (input, abortSignal) => client.send(new ListDeploymentsCommand(input), { abortSignal }),
  };
}

/** Reads metrics, likewise. */
export function metricReader(client: CloudWatchSender): MetricReader {
  return {
    getMetricData: (input, abortSignal) => client.send(new GetMetricDataCommand(input), { abortSignal }),
  };
}
