import { ListMetricsCommand, type Metric } from '@aws-sdk/client-cloudwatch';
import type { GuardSettings } from '../../lambda/guard/settings.ts';
import { DIMENSION, METRIC, METRIC_NAMESPACE } from '../../lambda/metric-names.ts';
import type { CloudWatchSender } from '../../lambda/watch/senders.ts';
import type { Stage } from '../appconfig/stage.ts';

/** Under which names requests are measured: values of the metric dimensions `Service` and `Environment`. */
export type MetricNames = Pick<GuardSettings, 'service' | 'stage'>;

/**
 * The names under which requests of the stage were measured. `undefined` when nothing was ever measured, or when several
 * services have and none is the one that the stack names the application after. Rejects with the SDK's errors.
 */
export async function measuredNames(
  client: CloudWatchSender,
  { application, environment }: Stage,
): Promise<MetricNames | undefined> {
  const { name: stage } = environment;
  const services = [...new Set((await requestMetrics(client, stage)).map(serviceIn))];
  const service =
    services.length < 2 ? services[0] : services.find((one) => `${one}-${stage}` === application.name);
  return service === undefined ? undefined : { service, stage };
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
