import type { MetricReader } from '../../lambda/guard/metric-series.ts';
import type { DeploymentReader } from '../../lambda/guard/rollout-history.ts';
import { deploymentReader, metricReader } from '../../lambda/guard/sdk-readers.ts';
import { RolloutError } from '../../lambda/rollout-error.ts';
import { errorText } from '../aws/aws-error.ts';
import type { AwsClients } from '../aws/clients.ts';

/** What the guard reads with. */
export interface GuardReaders {
  readonly deployments: DeploymentReader;
  readonly metrics: MetricReader;
}

/**
 * The readers of the guard. Unlike those of the functions they leave retries to the SDK: nobody waits three seconds for a
 * command.
 */
export function guardReaders({
  appConfig,
  cloudWatch,
}: Pick<AwsClients, 'appConfig' | 'cloudWatch'>): GuardReaders {
  const deployments = deploymentReader(appConfig);
  const metrics = metricReader(cloudWatch);
  return {
    deployments: {
      listDeployments: (input, abortSignal) =>
        asked('ListDeployments', deployments.listDeployments(input, abortSignal)),
      getHostedConfigurationVersion: (input, signal) =>
        asked('GetHostedConfigurationVersion', deployments.getHostedConfigurationVersion(input, signal)),
    },
    metrics: {
      getMetricData: (input, signal) => asked('GetMetricData', metrics.getMetricData(input, signal)),
    },
  };
}

/** The guard takes this code for a service that did not answer, and any other error for a fault of its own. */
async function asked<Output>(what: string, call: Promise<Output>): Promise<Output> {
  return call.catch((cause: unknown) => {
    const text = `${what} failed with ${errorText(cause)}`;
    throw new RolloutError('guard-source-failed', text, { fault: 'dependency', cause });
  });
}
