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
    return this.#metric(metricName, 'Sum');
  }

  /** Sum over the requests of one role in whichever flag is in motion. */
  roleSum(metricName: MetricName, role: Role): IMetric {
    return this.#metric(metricName, 'Sum', role);
  }

  /** 99th percentile of the model call's latency in milliseconds, over the requests of one role. */
  roleP99(role: Role): IMetric {
    return this.#metric(METRIC.latencyMs, 'p99', role);
  }

  /** Greatest value that the guard's looks gave in a minute. */
  guardMax(metricName: GuardMetricName): IMetric {
    return this.#metric(metricName, 'Maximum');
  }

  #metric(metricName: MetricName | GuardMetricName, statistic: string, role?: Role): IMetric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      statistic,
      dimensionsMap: role === undefined ? this.#dimensions : { ...this.#dimensions, [DIMENSION.role]: role },
      period: PERIOD,
      label: role === undefined ? metricName : `${role} ${metricName}`,
    });
  }
}
