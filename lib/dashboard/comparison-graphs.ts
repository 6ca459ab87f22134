import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Guard, GuardMetric, Guardrail } from '../../core/guard/guard.ts';
import { metricOfOutcome, outcomeOfMetric } from '../../core/guard/outcome-metric.ts';
import { METRIC, type MetricName } from '../../lambda/metric-names.ts';
import type { RolloutMetrics } from '../constructs/rollout-metrics.ts';
import { graph, LIMIT_COLOUR, madeLine, ROLE_COLOUR } from './look.ts';

/** One comparison of means. */
interface Compared {
  /** What a guardrail calls it. */
  readonly guarded: GuardMetric;
  readonly title: string;
  /** What is shown: the mean times this, in that unit. */
  readonly times: number;
  readonly unit: string;
  readonly mean: (metrics: RolloutMetrics, role: Role) => IMetric;
}

const PERCENTILES = [50, 90, 99];
const ROLES = ['control', 'candidate'] as const;

const SHARE = { times: 100, unit: 'percent of requests' };
const COST = { times: 100, unit: 'percent of the cap, mean' };
const MILLISECONDS = { times: 1, unit: 'milliseconds' };
const TOKENS = { times: 1, unit: 'tokens, mean' };

/** What a request is measured by and a guardrail may name. */
const OF_REQUESTS: readonly Compared[] = [
  { guarded: 'errors', title: 'Errors of any kind', ...SHARE, mean: of(METRIC.errors) },
  { guarded: 'over_latency_limit', title: 'Too slow', ...SHARE, mean: of(METRIC.overLatencyLimit) },
  { guarded: 'cost_share', title: 'Cost of a request', ...COST, mean: of(METRIC.costShare) },
  { guarded: 'timeouts', title: 'Time-outs', ...SHARE, mean: of(METRIC.timeouts) },
  { guarded: 'throttles', title: 'Throttles', ...SHARE, mean: of(METRIC.throttles) },
  { guarded: 'malformed_responses', title: 'Malformed', ...SHARE, mean: of(METRIC.malformedResponses) },
  { guarded: 'latency_ms', title: 'Latency, mean', ...MILLISECONDS, mean: of(METRIC.latencyMs) },
  { guarded: 'input_tokens', title: 'Input tokens', ...TOKENS, mean: of(METRIC.inputTokens) },
  { guarded: 'output_tokens', title: 'Output tokens', ...TOKENS, mean: of(METRIC.outputTokens) },
];

/**
 * Candidate beside control: a graph with one axis for each metric of a request, and for each outcome that the guard
 * watches or that is declared. What the guard watches comes first, and has a third line: what it tolerates.
 */
export function comparisonGraphs(
  metrics: RolloutMetrics,
  guard?: Guard,
  outcomes: readonly string[] = [],
): readonly IWidget[] {
  const guardrails = guard?.guardrails ?? [];
  const declared = outcomes.map(metricOfOutcome);
  const guarded = [...new Set([...guardrails.map(({ metric }) => metric), ...declared])];
  const others = OF_REQUESTS.filter((one) => !guarded.includes(one.guarded));
  const graphOf = (one: Compared): IWidget => comparisonGraph(one, metrics, guardrails);
  return [
    ...guarded.map((metric) => graphOf(comparedBy(metric))),
    ...PERCENTILES.map((percentile) => latencyGraph(percentile, metrics)),
    ...others.map(graphOf),
  ];
}

function comparedBy(metric: GuardMetric): Compared {
  return OF_REQUESTS.find(({ guarded }) => guarded === metric) ?? outcomeCompared(metric);
}

function of(metricName: MetricName): Compared['mean'] {
  return (metrics, role) => metrics.roleAverage(metricName, role);
}

function outcomeCompared(guarded: GuardMetric): Compared {
  const outcome = outcomeOfMetric(guarded) ?? '';
  return {
    ...{ guarded, title: `Outcome ${outcome}`, times: 1, unit: 'from 0 to 1, mean' },
    mean: (metrics, role) => metrics.outcomeAverage(outcome, role),
  };
}

function comparisonGraph(
  { guarded, title, times, unit, mean }: Compared,
  metrics: RolloutMetrics,
  guardrails: readonly Guardrail[],
): IWidget {
  const roles = ROLES.map((role) =>
    madeLine({
      ...{ name: role, metric: mean(metrics, role), made: (name) => `${name} * ${times}` },
      ...{ label: role, color: ROLE_COLOUR[role] },
    }),
  );
  const tolerated = guardrails
    .filter(({ metric }) => metric === guarded)
    .map(({ tolerance, direction }) =>
      madeLine({
        ...{ name: 'control', metric: mean(metrics, 'control'), color: LIMIT_COLOUR },
        made: (name) => `${name} * ${times} * ${tolerance}`,
        label: `${direction === 'up' ? 'most' : 'least'} that is tolerated, ${tolerance} times control`,
      }),
    );
  return graph(title, unit, { left: [...tolerated, ...roles] });
}

function latencyGraph(percentile: number, metrics: RolloutMetrics): IWidget {
  const left = ROLES.map((role) =>
    metrics.roleLatency(percentile, role).with({ label: role, color: ROLE_COLOUR[role] }),
  );
  return graph(`Latency, p${percentile}`, MILLISECONDS.unit, { left });
}
