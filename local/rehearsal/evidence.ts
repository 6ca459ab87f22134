import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  DIMENSION,
  DIMENSION_SETS,
  GUARD_DIMENSION_SETS,
  GUARD_METRIC,
  METRIC_NAMESPACE,
} from '../../lambda/metric-names.ts';
import { MINUTE_MS } from '../clock.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';

/** What the guard said in one minute. */
export interface EvidenceMinute {
  /** Since the rollout's start. */
  readonly minute: number;
  /** Of all guardrails together: 1 = none; it rolls back at 1 ÷ alpha. */
  readonly combined: number;
  /** By the value of the dimension `Guardrail`. */
  readonly byGuardrail: Readonly<Record<string, number>>;
}

export interface EvidenceRange {
  /** Values of the dimensions `Service` and `Environment`. */
  readonly service: string;
  readonly environment: string;
  /** Full minute, epoch milliseconds: minute 0. */
  readonly startMs: number;
  readonly endMs: number;
}

const COMBINED = 'combined';

/** The guard's evidence by minute as CloudWatch has it, oldest first; minutes without a look are missing. */
export function readEvidence(cloudWatch: CloudWatch, range: EvidenceRange): readonly EvidenceMinute[] {
  if (range.startMs >= range.endMs) return [];
  const guardrails = guardrailsOf(cloudWatch);
  const queries = [undefined, ...guardrails].map((guardrail, at) => queryOf(guardrail, at, range));
  const { MetricDataResults: results = [] } = cloudWatch.getMetricData({
    MetricDataQueries: queries,
    StartTime: new Date(range.startMs),
    EndTime: new Date(range.endMs),
    ScanBy: 'TimestampAscending',
  });
  const [combined, ...others] = results.map(
    ({ Timestamps = [], Values = [] }) =>
      new Map(Timestamps.map((time, at) => [time.getTime(), Values[at] ?? 0])),
  );
  return [...(combined ?? [])].map(([atMs, evidence]) => ({
    minute: Math.round((atMs - range.startMs) / MINUTE_MS),
    combined: evidence,
    byGuardrail: Object.fromEntries(
      guardrails.flatMap((guardrail, at) => {
        const value = others[at]?.get(atMs);
        return value === undefined ? [] : [[guardrail, value]];
      }),
    ),
  }));
}

function guardrailsOf(cloudWatch: CloudWatch): readonly string[] {
  const { Metrics = [] } = cloudWatch.listMetrics({
    Namespace: METRIC_NAMESPACE,
    MetricName: GUARD_METRIC.evidence,
    Dimensions: [{ Name: DIMENSION.guardrail }],
  });
  return Metrics.map(({ Dimensions = [] }) =>
    String(Dimensions.find(({ Name }) => Name === DIMENSION.guardrail)?.Value),
  );
}

function queryOf(
  guardrail: string | undefined,
  at: number,
  { service, environment }: EvidenceRange,
): MetricDataQuery {
  const values: Readonly<Record<string, string | undefined>> = {
    [DIMENSION.service]: service,
    [DIMENSION.environment]: environment,
    [DIMENSION.guardrail]: guardrail,
  };
  const names = guardrail === undefined ? DIMENSION_SETS.environment : GUARD_DIMENSION_SETS.guardrail;
  return {
    Id: `e${at}`,
    Label: guardrail ?? COMBINED,
    MetricStat: {
      Metric: {
        Namespace: METRIC_NAMESPACE,
        MetricName: GUARD_METRIC.evidence,
        Dimensions: names.map((Name) => ({ Name, Value: values[Name] })),
      },
      Period: MINUTE_MS / 1000,
      Stat: 'Maximum',
    },
  };
}
