import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch, type CloudWatchOptions } from '../../../local/cloudwatch/cloudwatch.ts';

/** A full minute, and a full hour. */
export const START = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;

export function anEngine(options: Omit<CloudWatchOptions, 'clock'> = {}): {
  clock: VirtualClock;
  cloudWatch: CloudWatch;
} {
  const clock = new VirtualClock(START);
  return { clock, cloudWatch: new CloudWatch({ clock, ...options }) };
}

/** One EMF line in namespace `App` with the dimension `Role`. */
export function emf(metrics: Readonly<Record<string, unknown>>, atMs: number, role = 'candidate'): string {
  const definitions = Object.keys(metrics).map((Name) => ({ Name, Unit: 'Count' }));
  const directive = { Namespace: 'App', Dimensions: [['Role']], Metrics: definitions };
  return JSON.stringify({
    _aws: { Timestamp: atMs, CloudWatchMetrics: [directive] },
    Role: role,
    ...metrics,
  });
}

export function metricQuery(id: string, name: string, more: Partial<MetricDataQuery> = {}): MetricDataQuery {
  const metric = {
    Namespace: 'App',
    MetricName: name,
    Dimensions: [{ Name: 'Role', Value: 'candidate' }],
  };
  return { Id: id, MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' }, ...more };
}

/** An alarm on the sum of `App/Errors` of the candidate: one minute above 5. */
export function anAlarm(more: Partial<PutMetricAlarmInput> = {}): PutMetricAlarmInput {
  return {
    AlarmName: 'errors',
    Namespace: 'App',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'Role', Value: 'candidate' }],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    ...more,
  };
}

/** An alarm above 0.1 on an expression over `m1`, the candidate's errors, and `m2`, its requests. */
export function aMathAlarm(expression: string): PutMetricAlarmInput {
  return {
    AlarmName: 'rate',
    EvaluationPeriods: 1,
    Threshold: 0.1,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [
      metricQuery('m1', 'Errors', { ReturnData: false }),
      metricQuery('m2', 'Requests', { ReturnData: false }),
      { Id: 'e1', Expression: expression },
    ],
  };
}
