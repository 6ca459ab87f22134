import { Duration } from 'aws-cdk-lib';
import { type DimensionsMap, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Role } from '../../core/evaluation/decision.ts';
import {
  DIMENSION,
  type GUARD_METRIC,
  METRIC,
  METRIC_NAMESPACE,
  type MetricName,
  OUTCOME_METRIC,
  type OUTCOMES_METRIC,
  VERSION_METRIC,
} from '../../lambda/metric-names.ts';

type GuardMetricName = (typeof GUARD_METRIC)[keyof typeof GUARD_METRIC];
type OutcomesMetricName = (typeof OUTCOMES_METRIC)[keyof typeof OUTCOMES_METRIC];
type OurMetricName =
  | MetricName
  | GuardMetricName
  | OutcomesMetricName
  | typeof OUTCOME_METRIC
  | typeof VERSION_METRIC;

/** Whose requests are counted: the values of the metric dimensions `Service` and `Environment`. */
export interface MetricSource {
  readonly service: string;
  readonly stage: string;
}

/** Period of every metric; the handlers write one record a request, so a minute is complete once it is over. */
export const PERIOD = Duration.minutes(1);

/** Sums and percentiles per minute of what the handlers record, in the dimension sets of `lambda/contract.ts`. */
export class RolloutMetrics {
  readonly #dimensions: DimensionsMap;

  constructor({ service, stage }: MetricSource) {
    this.#dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: stage };
  }

  /** Sum over all requests of the service in its environment. */
  sum(metricName: MetricName): Metric {
    return this.#metric(metricName, 'Sum');
  }

  /** Sum over the requests of one role in whichever flag is in motion. */
  roleSum(metricName: MetricName, role: Role): Metric {
    return this.#metric(metricName, 'Sum', { [DIMENSION.role]: role });
  }

  /** Mean over the requests of one role that have the metric; of a metric of 0 and 1 the share. */
  roleAverage(metricName: MetricName, role: Role): Metric {
    return this.#metric(metricName, 'Average', { [DIMENSION.role]: role });
  }

  /** Percentile of the model call's latency in milliseconds, over the requests of one role. */
  roleLatency(percentile: number, role: Role): Metric {
    return this.#metric(METRIC.latencyMs, `p${percentile}`, { [DIMENSION.role]: role });
  }

  /** Mean of what was reported of an outcome, 0 to 1, for one role. */
  outcomeAverage(outcome: string, role: Role): Metric {
    return this.#metric(OUTCOME_METRIC, 'Average', { [DIMENSION.role]: role, [DIMENSION.outcome]: outcome });
  }

  /** How often an outcome was reported, for one role. */
  outcomeCount(outcome: string, role: Role): Metric {
    return this.#metric(OUTCOME_METRIC, 'SampleCount', {
      [DIMENSION.role]: role,
      [DIMENSION.outcome]: outcome,
    });
  }

  /** Outcomes that were sent to the door, by what became of them. */
  outcomesSum(metricName: OutcomesMetricName): Metric {
    return this.#metric(metricName, 'Sum');
  }

  /** Sum over the requests that one model was first to answer, by its value of the model flag. */
  modelSum(metricName: MetricName, model: string): Metric {
    return this.#metric(metricName, 'Sum', { [DIMENSION.model]: model });
  }

  /** Mean over the requests that one model was first to answer. */
  modelAverage(metricName: MetricName, model: string): Metric {
    return this.#metric(metricName, 'Average', { [DIMENSION.model]: model });
  }

  /** Number of the version of the flag document that requests were served from. */
  version(statistic: 'Minimum' | 'Maximum' | 'Average'): Metric {
    return this.#metric(VERSION_METRIC, statistic);
  }

  /** Greatest value that the guard's looks gave in a minute. */
  guardMax(metricName: GuardMetricName): Metric {
    return this.#metric(metricName, 'Maximum');
  }

  /** The same of one guardrail, by its metric and direction, such as `errors:up`. */
  guardrailMax(metricName: GuardMetricName, guardrail: string): Metric {
    return this.#metric(metricName, 'Maximum', { [DIMENSION.guardrail]: guardrail });
  }

  #metric(metricName: OurMetricName, statistic: string, narrower: DimensionsMap = {}): Metric {
    const { [DIMENSION.role]: role } = narrower;
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      statistic,
      dimensionsMap: { ...this.#dimensions, ...narrower },
      period: PERIOD,
      label: role === undefined ? metricName : `${role} ${metricName}`,
    });
  }
}
