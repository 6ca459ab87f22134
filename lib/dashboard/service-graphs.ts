import { Color, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { METRIC, type MetricName } from '../../lambda/metric-names.ts';
import { PERIOD, type RolloutMetrics } from '../constructs/rollout-metrics.ts';
import { graph } from './look.ts';

/** What a model is drawn in; more than these repeat. */
const COLOURS = [Color.BLUE, Color.GREEN, Color.PURPLE, Color.BROWN, Color.PINK, Color.GREY];

/** What may be wrong with the flags that a request was served, each by a name within the graph. */
const CONFIGURATION: readonly {
  readonly name: string;
  readonly metricName: MetricName;
  readonly label: string;
  readonly color: string;
}[] = [
  { name: 'stale', metricName: METRIC.configStale, label: 'stale: the last good ones', color: Color.ORANGE },
  { name: 'bundled', metricName: METRIC.configDefault, label: 'the bundled default', color: Color.RED },
  { name: 'unbucketed', metricName: METRIC.unbucketed, label: 'a percentage undecided', color: Color.GREY },
];

/** The service as a whole, whatever is compared: how users are answered, what by, and by which function. */
export function serviceGraphs(
  metrics: RolloutMetrics,
  { models, inference }: { readonly models: readonly string[]; readonly inference: LambdaFunction },
): readonly IWidget[] {
  return [
    configurationGraph(metrics),
    graph('Answered otherwise', 'a minute', {
      left: [
        metrics
          .sum(METRIC.fallbacks)
          .with({ label: 'by the control, for the candidate', color: Color.ORANGE }),
        metrics.sum(METRIC.badRequests).with({ label: 'refused with 400', color: Color.GREY }),
        inference.metricErrors({ label: 'the function failed', period: PERIOD, color: Color.RED }),
        inference.metricThrottles({
          label: 'the function was throttled',
          period: PERIOD,
          color: Color.PURPLE,
        }),
      ],
    }),
    byModel('Requests by model', 'a minute', models, (model) => metrics.modelSum(METRIC.requests, model)),
    byModel('Errors by model', 'a minute', models, (model) => metrics.modelSum(METRIC.errors, model)),
    byModel('Latency by model', 'milliseconds, mean', models, (model) =>
      metrics.modelAverage(METRIC.latencyMs, model),
    ),
    byModel('Cost share by model', 'of the cap, mean', models, (model) =>
      metrics.modelAverage(METRIC.costShare, model),
    ),
  ];
}

function configurationGraph(metrics: RolloutMetrics): IWidget {
  const left = CONFIGURATION.map(
    ({ name, metricName, label, color }) =>
      new MathExpression({
        expression: `100 * ${name} / requests`,
        usingMetrics: { [name]: metrics.sum(metricName), requests: metrics.sum(METRIC.requests) },
        period: PERIOD,
        label,
        color,
      }),
  );
  return graph('Flags that are not fresh', 'percent of requests', { left });
}

function byModel(
  title: string,
  unit: string,
  models: readonly string[],
  metricOf: (model: string) => ReturnType<RolloutMetrics['sum']>,
): IWidget {
  const left = models.map((model, at) =>
    metricOf(model).with({ label: model, color: COLOURS[at % COLOURS.length] ?? Color.GREY }),
  );
  return graph(title, unit, { left });
}
