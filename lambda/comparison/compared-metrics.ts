import type {
  ExperimentMetric,
  GoodDirection,
  MetricKind,
  Standing,
} from '../../core/experiment/experiment.ts';
import { metricOfOutcome, outcomeOfMetric } from '../../core/guard/outcome-metric.ts';
import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import type { MetricName } from '../../report/report-data.ts';
import { ARM_METRIC, METRIC, OUTCOME_METRIC, SQUARED } from '../metric-names.ts';

/** A metric of CloudWatch and what is made of its values. */
export interface Measured {
  readonly metric: string;
  readonly statistic: 'Sum' | 'SampleCount';
}

/** A metric by which arms are compared, and where CloudWatch keeps it. */
export interface ComparedMetric extends MetricName {
  readonly name: string;
  readonly kind: MetricKind;
  readonly direction: GoodDirection;
  readonly standing: Standing;
  readonly exposures: Measured;
  readonly sum: Measured;
  /** Of squares; of a metric whose values are 0 or 1 the sum is as good. */
  readonly squares?: Measured;
  /** Of a ratio: how many exposures have a denominator, and the sum of their values. */
  readonly denominator?: { readonly count: Measured; readonly products: Measured };
  /** Value of the dimension `OutcomeName`. */
  readonly outcome?: string;
  /** Whether percentiles are compared too. */
  readonly hasQuantiles: boolean;
}

/**
 * What arms are compared by: the declared outcomes, then the metrics of requests. The verdict rests on the outcomes that
 * are declared primary; where none is, on latency and cost. Failures are a guardrail of it in either case.
 */
export function comparedMetrics(outcomes: readonly OutcomeDeclaration[]): readonly ComparedMetric[] {
  const isDeclared = outcomes.some(({ primary }) => primary);
  return [
    ...outcomes.map(outcomeMetric),
    ...REQUEST_METRICS.map((metric) =>
      isDeclared && metric.standing === 'primary' ? { ...metric, standing: 'secondary' as const } : metric,
    ),
  ];
}

/**
 * Whether a verdict waits for a metric that nothing was measured of: for an outcome that was declared to decide, and not for
 * what a program may never measure, such as a cost.
 */
export function isAwaited({ metric, standing }: Pick<ExperimentMetric, 'metric' | 'standing'>): boolean {
  return standing === 'primary' && outcomeOfMetric(metric) !== undefined;
}

/** What a reader has to know of a verdict that rests on no outcome. */
export function outcomeWarnings(metrics: readonly { readonly metric: string }[]): readonly string[] {
  if (metrics.some(({ metric }) => outcomeOfMetric(metric) !== undefined)) return [];
  return ['What the answers are worth is not in this verdict: no outcome is compared.'];
}

/** What a report calls metrics, by the names that they are counted under. */
export function metricNames(metrics: readonly ComparedMetric[]): Readonly<Record<string, MetricName>> {
  return Object.fromEntries(metrics.map(({ name, label, unit }) => [name, { label, unit }]));
}

const REQUESTS: Measured = { metric: METRIC.requests, statistic: 'Sum' };

const REQUEST_METRICS: readonly ComparedMetric[] = [
  event('errors', METRIC.errors, {
    label: 'Requests without a usable answer',
    standing: 'guardrail',
  }),
  event('malformed_responses', METRIC.malformedResponses, {
    label: 'Malformed answers',
    standing: 'secondary',
  }),
  event('over_latency_limit', METRIC.overLatencyLimit, {
    label: 'Requests over the latency limit',
    standing: 'secondary',
  }),
  {
    ...mean('latency_ms', METRIC.latencyMs, { label: 'Latency', standing: 'primary' }),
    unit: 'ms',
    hasQuantiles: true,
  },
  mean('output_tokens', METRIC.outputTokens, { label: 'Tokens of an answer', standing: 'secondary' }),
  {
    ...mean('cost_per_answer', ARM_METRIC.costUsd, {
      label: 'Cost of an answered request',
      standing: 'primary',
    }),
    ...{ unit: 'usd', kind: 'ratio', exposures: REQUESTS },
    denominator: {
      count: { metric: ARM_METRIC.answeredCostUsd, statistic: 'SampleCount' },
      products: { metric: ARM_METRIC.answeredCostUsd, statistic: 'Sum' },
    },
  },
];

type Words = Pick<ComparedMetric, 'label' | 'standing'>;

function event(name: string, metric: string, words: Words): ComparedMetric {
  const sum: Measured = { metric, statistic: 'Sum' };
  return {
    ...{ name, ...words, unit: 'share', kind: 'proportion', direction: 'down' },
    ...{ exposures: REQUESTS, sum, hasQuantiles: false },
  };
}

function mean(name: string, metric: string, words: Words): ComparedMetric {
  return {
    ...{ name, ...words, unit: 'number', kind: 'mean', direction: 'down' },
    exposures: { metric, statistic: 'SampleCount' },
    sum: { metric, statistic: 'Sum' },
    squares: { metric: `${metric}${SQUARED}`, statistic: 'Sum' },
    hasQuantiles: false,
  };
}

function outcomeMetric({ name, direction, primary }: OutcomeDeclaration): ComparedMetric {
  const label = name.replaceAll('_', ' ');
  return {
    ...mean(metricOfOutcome(name), OUTCOME_METRIC, {
      label: label.charAt(0).toUpperCase() + label.slice(1),
      standing: primary ? 'primary' : 'secondary',
    }),
    ...{ unit: 'score', direction, outcome: name },
  };
}
