import { isRecord } from '../../core/record.ts';
import type { ComparedMetric } from '../../lambda/comparison/compared-metrics.ts';
import { jsonIn } from '../../lambda/json-in.ts';
import { DIMENSION, METRIC, OUTCOME_METRIC } from '../../lambda/metric-names.ts';

/** One record of a request in a comparison, or of outcomes of such. */
export interface RecordedExposure {
  readonly service: string;
  readonly environment: string;
  readonly flag: string;
  readonly role: 'candidate' | 'control';
  /** What was served, as text. */
  readonly value: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Of the unit; `undefined` where the record does not say. */
  readonly group: number | undefined;
  /** Of the flag document that decided; `undefined` where the record does not say, as one of outcomes does not. */
  readonly version: string | undefined;
  readonly segments: readonly string[];
  /** Values from before the experiment, by the name of a metric. */
  readonly covariates: Readonly<Record<string, unknown>>;
  /** Everything that the record holds. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** What one record says of one metric: each value, with its denominator where the metric is a ratio. */
export interface RecordedValue {
  readonly value: number;
  readonly denominator?: number;
}

/**
 * Reads one line: a record in embedded metric format, whatever stands before its first brace. `segment` (a text, or
 * several) and `covariates` (numbers by metric) are what somebody has joined to it. `undefined` for anything else.
 */
export function parseRecord(line: string): RecordedExposure | undefined {
  const members = jsonIn(line.slice(line.indexOf('{')));
  if (!isRecord(members) || !isRecord(members._aws)) return undefined;
  const { [DIMENSION.flag]: flag, [DIMENSION.role]: role, [DIMENSION.value]: value } = members;
  const { Timestamp: atMs } = members._aws;
  const isWhole = typeof flag === 'string' && typeof value === 'string' && typeof atMs === 'number';
  if (!isWhole || (role !== 'candidate' && role !== 'control')) return undefined;
  const { segment, covariates, document_version: version } = members;
  const group = Number.parseInt(String(members[DIMENSION.unitGroup]), 10);
  return {
    service: String(members[DIMENSION.service]),
    environment: String(members[DIMENSION.environment]),
    ...{ flag, role, value, atMs, members },
    group: Number.isNaN(group) ? undefined : group,
    version: typeof version === 'string' || typeof version === 'number' ? String(version) : undefined,
    segments: [segment].flat().filter((one) => typeof one === 'string'),
    covariates: isRecord(covariates) ? covariates : {},
  };
}

/** The values of a metric in a record; none where it was not measured. */
export function valuesOf({ members }: RecordedExposure, metric: ComparedMetric): readonly RecordedValue[] {
  if (metric.outcome !== undefined) {
    if (members[DIMENSION.outcome] !== metric.outcome) return [];
    return numbers(members[OUTCOME_METRIC]).map((value) => ({ value }));
  }
  if (members[METRIC.requests] === undefined) return [];
  const measured = numbers(members[metric.sum.metric]);
  if (metric.exposures.metric !== METRIC.requests) return measured.map((value) => ({ value }));
  // Of every request something is counted, as in CloudWatch: nothing where it was not measured.
  const value = measured[0] ?? 0;
  if (metric.denominator === undefined) return [{ value }];
  return [{ value, denominator: members[metric.denominator.count.metric] === undefined ? 0 : 1 }];
}

function numbers(value: unknown): readonly number[] {
  return [value].flat().filter((one): one is number => typeof one === 'number' && Number.isFinite(one));
}
