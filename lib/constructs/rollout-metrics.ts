import { Duration } from 'aws-cdk-lib';
import { type DimensionsMap, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Role } from '../../core/evaluation/decision.ts';
import {
  DIMENSION,
  type GUARD_METRIC,
  METRIC,
  METRIC_NAMESPACE,
  type MetricName,
} from '../../lambda/contract.ts';

type GuardMetricName = (typeof GUARD_METRIC)[keyof typeof GUARD_METRIC];

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
  sum(metricName: MetricName): IMetric {
    return metric(metricName, 'Sum', this.#dimensions);
  }

  /** Sum over the requests of one role in whichever flag is in motion. */
  roleSum(metricName: MetricName, role: Role): IMetric {
    return metric(metricName, 'Sum', this.#ofRole(role), role);
  }

  /** 99th percentile of the model call's latency in milliseconds, over the requests of one role. */
  roleP99(role: Role): IMetric {
    return metric(METRIC.latencyMs, 'p99', this.#ofRole(role), role);
  }

  /** Greatest value that the guard's looks gave in a minute. */
  guardMax(metricName: GuardMetricName): IMetric {
    return metric(metricName, 'Maximum', this.#dimensions);
  }

  #ofRole(role: Role): DimensionsMap {
    return { ...this.#dimensions, [DIMENSION.role]: role };
  }
}

function metric(
  metricName: MetricName | GuardMetricName,
  statistic: string,
  dimensionsMap: DimensionsMap,
  role?: Role,
): IMetric {
  const label = role === undefined ? metricName : `${role} ${metricName}`;
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    statistic,
    dimensionsMap,
    period: PERIOD,
    label,
  });
}
