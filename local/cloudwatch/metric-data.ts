import type { GetMetricDataInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { MINUTE_MS } from '../clock.ts';
import { validationError } from './errors.ts';
import { evaluateQueries, parseQueries } from './metric-query.ts';
import type { MetricStore } from './metric-store.ts';
import { positionOf } from './page.ts';

/** Default and limit of GetMetricData (API reference). */
const MAX_DATAPOINTS = 100_800;

interface Datapoint {
  readonly timestampMs: number;
  readonly value: number;
}

interface Result {
  readonly id: string;
  readonly label: string;
  readonly datapoints: readonly Datapoint[];
}

/**
 * GetMetricData as of one moment: `StartTime` is rounded down to the minute and periods are counted from it, `EndTime`
 * is exclusive, newest datapoint first unless `ScanBy` says otherwise. Throws `ValidationError`, `InvalidNextToken`.
 */
export function getMetricData(
  store: MetricStore,
  input: GetMetricDataInput,
  asOfMs: number,
): GetMetricDataOutput {
  const { startMs, endMs } = timeRange(input);
  const queries = parseQueries(input.MetricDataQueries);
  const returned = queries.filter((query) => query.returned);
  if (returned.length === 0) throw validationError('got no query with ReturnData, allowed is at least one');
  const series = evaluateQueries(queries, { store, startMs, endMs, asOfMs });
  const results = returned.map(({ id, label }): Result => {
    const { periodMs = MINUTE_MS, points = [] } = series.get(id) ?? {};
    const datapoints = points.flatMap((value, index) =>
      value === undefined ? [] : [{ timestampMs: startMs + index * periodMs, value }],
    );
    if (input.ScanBy !== 'TimestampAscending') datapoints.reverse();
    return { id, label, datapoints };
  });
  return pageOf(results, positionOf(input.NextToken), pageSize(input));
}

function timeRange(input: GetMetricDataInput): { startMs: number; endMs: number } {
  const start = input.StartTime?.getTime();
  const endMs = input.EndTime?.getTime();
  if (start === undefined || endMs === undefined || start >= endMs) {
    throw validationError('got a StartTime that is not before EndTime; give both, the earlier one first');
  }
  return { startMs: Math.floor(start / MINUTE_MS) * MINUTE_MS, endMs };
}

function pageSize(input: GetMetricDataInput): number {
  const size = input.MaxDatapoints ?? MAX_DATAPOINTS;
  if (Number.isInteger(size) && size >= 1 && size <= MAX_DATAPOINTS) return size;
  throw validationError(`got MaxDatapoints ${size}, allowed is 1 to ${MAX_DATAPOINTS}`);
}

/** Datapoints are counted through all results; a result that is not finished on this page is `PartialData`. */
function pageOf(results: readonly Result[], from: number, size: number): GetMetricDataOutput {
  const to = from + size;
  let before = 0;
  const pages: MetricDataResult[] = results.map(({ id, label, datapoints }) => {
    const shown = datapoints.slice(Math.max(0, from - before), Math.max(0, to - before));
    before += datapoints.length;
    return {
      Id: id,
      Label: label,
      Timestamps: shown.map(({ timestampMs }) => new Date(timestampMs)),
      Values: shown.map(({ value }) => value),
      StatusCode: before > to ? 'PartialData' : 'Complete',
    };
  });
  return { MetricDataResults: pages, Messages: [], ...(before > to ? { NextToken: String(to) } : {}) };
}
