import {
  type AppConfigClient,
  GetHostedConfigurationVersionCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-appconfig';
import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricReader } from './metric-series.ts';
import { patientCall } from './patient-call.ts';
import type { DeploymentReader } from './rollout-history.ts';

/** Reads deployments and versions with the SDK; make the client with `maxAttempts: 1`, `patientCall` says why. */
export function deploymentReader(client: AppConfigClient): DeploymentReader {
  return {
    listDeployments: (input, signal) =>
      patientCall(
        'ListDeployments',
        (abortSignal) => client.send(new ListDeploymentsCommand(input), { abortSignal }),
        signal,
      ),
    getHostedConfigurationVersion: (input, signal) =>
      patientCall(
        'GetHostedConfigurationVersion',
        (abortSignal) => client.send(new GetHostedConfigurationVersionCommand(input), { abortSignal }),
        signal,
      ),
  };
}

/** Reads metrics with the SDK; make the client with `maxAttempts: 1`. */
export function metricReader(client: CloudWatchClient): MetricReader {
  return {
    getMetricData: (input, signal) =>
      patientCall(
        'GetMetricData',
        (abortSignal) => client.send(new GetMetricDataCommand(input), { abortSignal }),
        signal,
      ),
  };
}
