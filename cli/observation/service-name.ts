import { ListMetricsCommand, type Metric } from '@aws-sdk/client-cloudwatch';
import { DIMENSION, METRIC, METRIC_NAMESPACE } from '../../lambda/contract.ts';
import type { CloudWatchSender } from '../../lambda/watch/senders.ts';
import type { Stage } from '../appconfig/stage.ts';

/**
 * The service that has measured requests in the stage: value of the metric dimension `Service` beside `Environment`, the
 * environment's name. `undefined` when nothing was ever measured, or when several services have and none is the one that
 * the stack names the application after. Rejects with the SDK's errors.
 */
export async function serviceOf(client: CloudWatchSender, stage: Stage): Promise<string | undefined> {
  const { name } = stage.environment;
  const services = [...new Set((await requestMetrics(client, name)).map(serviceIn))];
  if (services.length < 2) return services[0];
  return services.find((service) => `${service}-${name}` === stage.application.name);
}

async function requestMetrics(client: CloudWatchSender, environment: string): Promise<readonly Metric[]> {
  const metrics: Metric[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await client.send(
      new ListMetricsCommand({
        Namespace: METRIC_NAMESPACE,
        MetricName: METRIC.requests,
        Dimensions: [{ Name: DIMENSION.service }, { Name: DIMENSION.environment, Value: environment }],
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    metrics.push(...(answer.Metrics ?? []));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return metrics;
}

function serviceIn({ Dimensions = [] }: Metric): string {
  return Dimensions.find(({ Name }) => Name === DIMENSION.service)?.Value ?? '';
}
