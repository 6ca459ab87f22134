import { type GuardMetric, MEAN_METRICS, REQUEST_METRICS } from '../../core/guard/guard.ts';
import { outcomeOfMetric } from '../../core/guard/outcome-metric.ts';
import {
  ARM_DIMENSION_SETS,
  DIMENSION_SETS,
  GUARD_DIMENSION_SETS,
  METRIC,
  OUTCOME_METRIC,
  SQUARED,
} from '../metric-names.ts';

/** Where CloudWatch keeps what a guardrail compares: the function that serves writes it, the guard reads it. */
export interface GuardrailMetric {
  /** Metric whose sum is compared. */
  readonly metric: string;
  /** Metric of its squares; emitted only where a `mean` guardrail is configured. */
  readonly squared: string;
  /**
   * What counts as an exposure: `requests` = the sum of `Requests` of the same role, for metrics that every request
   * has; `samples` = the samples of the metric itself, for those that are absent when nothing was measured.
   */
  readonly exposures: 'requests' | 'samples';
  /** Value of the dimension `OutcomeName`; absent for metrics of a request. */
  readonly outcome?: string;
  /** Dimensions of the metric by role; of an outcome, which may be late, by flag and value as well. */
  readonly byRole: readonly string[];
  /** The same by group of units; emitted only where the guard counts users. */
  readonly byGroup: readonly string[];
}

type NamedMetric = (typeof REQUEST_METRICS)[number] | (typeof MEAN_METRICS)[number];

const NAMED: Readonly<
  Record<NamedMetric, readonly [metric: string, exposures: GuardrailMetric['exposures']]>
> = {
  errors: [METRIC.errors, 'requests'],
  timeouts: [METRIC.timeouts, 'requests'],
  throttles: [METRIC.throttles, 'requests'],
  malformed_responses: [METRIC.malformedResponses, 'requests'],
  over_latency_limit: [METRIC.overLatencyLimit, 'requests'],
  cost_share: [METRIC.costShare, 'samples'],
  latency_ms: [METRIC.latencyMs, 'samples'],
  input_tokens: [METRIC.inputTokens, 'samples'],
  output_tokens: [METRIC.outputTokens, 'samples'],
};

/** The metric of a guardrail, whatever its method and direction. */
export function guardrailMetric(guardMetric: GuardMetric): GuardrailMetric {
  if (isNamed(guardMetric)) {
    const [metric, exposures] = NAMED[guardMetric];
    return {
      metric,
      squared: `${metric}${SQUARED}`,
      exposures,
      byRole: DIMENSION_SETS.comparison,
      byGroup: GUARD_DIMENSION_SETS.unitGroup,
    };
  }
  return {
    metric: OUTCOME_METRIC,
    squared: `${OUTCOME_METRIC}${SQUARED}`,
    exposures: 'samples',
    outcome: outcomeOfMetric(guardMetric) ?? '',
    byRole: ARM_DIMENSION_SETS.outcome,
    byGroup: ARM_DIMENSION_SETS.outcomeGroup,
  };
}

function isNamed(metric: GuardMetric): metric is NamedMetric {
  return ([...REQUEST_METRICS, ...MEAN_METRICS] as readonly string[]).includes(metric);
}
