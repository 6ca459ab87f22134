import type { Dimension, MetricStat } from '@aws-sdk/client-cloudwatch';
import type { Role } from '../../core/evaluation/decision.ts';
import { DIMENSION, METRIC, METRIC_NAMESPACE, type MetricName } from '../../lambda/metric-names.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { RoleMinute } from './observer.ts';

/** Candidate and control over the same minute. */
export type RoleMinutes = Readonly<Record<Role, RoleMinute>>;

export interface MinuteOfStage {
  readonly service: string;
  readonly environment: string;
  /** End of the minute, epoch milliseconds. */
  readonly endMs: number;
}

const PERIOD_SECONDS = 60;
const ROLES: readonly Role[] = ['candidate', 'control'];

/** Reads what CloudWatch has of both roles over one minute: the same figures the alarms judge. */
export function roleMinutes(cloudWatch: CloudWatch, minute: MinuteOfStage): RoleMinutes {
  const statistic = (MetricName: MetricName, Stat: string, role: Role): MetricStat => ({
    Metric: { Namespace: METRIC_NAMESPACE, MetricName, Dimensions: dimensionsOf(role, minute) },
    Period: PERIOD_SECONDS,
    Stat,
  });
  const queries = ROLES.flatMap((role) => [
    { Id: `${role}_requests`, MetricStat: statistic(METRIC.requests, 'Sum', role) },
    { Id: `${role}_errors`, MetricStat: statistic(METRIC.errors, 'Sum', role) },
    { Id: `${role}_p99`, MetricStat: statistic(METRIC.latencyMs, 'p99', role) },
  ]);
  const { MetricDataResults: results = [] } = cloudWatch.getMetricData({
    MetricDataQueries: queries,
    StartTime: new Date(minute.endMs - PERIOD_SECONDS * 1000),
    EndTime: new Date(minute.endMs),
  });
  const values = new Map(results.map(({ Id, Values }) => [Id, Values?.[0]]));
  const ofRole = (role: Role): RoleMinute => {
    const requests = values.get(`${role}_requests`) ?? 0;
    const errors = values.get(`${role}_errors`) ?? 0;
    return {
      requests,
      errorRate: requests > 0 ? errors / requests : undefined,
      p99Ms: values.get(`${role}_p99`),
    };
  };
  return { candidate: ofRole('candidate'), control: ofRole('control') };
}

function dimensionsOf(role: Role, { service, environment }: MinuteOfStage): Dimension[] {
  const values = {
    [DIMENSION.service]: service,
    [DIMENSION.environment]: environment,
    [DIMENSION.role]: role,
  };
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
}
