import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE } from '../metric-names.ts';
import { RolloutError } from '../rollout-error.ts';

/** One metric, one statistic, one period. */
export interface Series {
  readonly metric: string;
  /** Dimension → value, complete. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'SampleCount' | `p${number}`;
  readonly periodMs: number;
}

/** A stretch of time; `fromMs` is a full hour, `toMs`, exclusive, a full minute after it. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Which series, over which time. */
export interface SeriesQuery {
  readonly series: readonly Series[];
  readonly range: TimeRange;
}

/** What is read of CloudWatch. */
export interface MetricReader {
  getMetricData(input: GetMetricDataInput, signal: AbortSignal): Promise<GetMetricDataOutput>;
}

/** Limits of one call of GetMetricData (API reference). */
const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

/** Calls never need a second page, so more than this many mean that the tokens lead nowhere. */
const MAX_PAGES = 10;

/**
 * The values of each series, one for each period of the range; 0 where CloudWatch has none. Rejects with a `RolloutError`
 * `guard-data-partial` unless CloudWatch says that it gave all it has, or when a value makes no sense.
 *
 * As many calls in parallel as make one page each. CloudWatch takes 0.01 US dollars for 1,000 metrics requested: a series
 * costs 0.00001 US dollars a look, however long the range.
 */
export async function readSeries(
  reader: MetricReader,
  query: SeriesQuery,
  signal: AbortSignal,
): Promise<readonly Float64Array[]> {
  const calls = batches(query).map((batch) => readBatch(reader, batch, signal));
  return (await Promise.all(calls)).flat();
}

/** In order, each within the limits of one call. */
function batches({ series, range }: SeriesQuery): readonly SeriesQuery[] {
  const all: Series[][] = [];
  let datapoints = Number.POSITIVE_INFINITY;
  for (const one of series) {
    const count = periods(one, range);
    const last = all.at(-1);
    if (last !== undefined && last.length < MAX_QUERIES && datapoints + count <= MAX_DATAPOINTS) {
      last.push(one);
      datapoints += count;
    } else {
      all.push([one]);
      datapoints = count;
    }
  }
  return all.map((batch) => ({ series: batch, range }));
}

async function readBatch(
  reader: MetricReader,
  { series, range }: SeriesQuery,
  signal: AbortSignal,
): Promise<readonly Float64Array[]> {
  const answers = new BatchAnswers(series, range);
  const input: GetMetricDataInput = {
    MetricDataQueries: series.map(queryOf),
    StartTime: new Date(range.fromMs),
    EndTime: new Date(range.toMs),
    ScanBy: 'TimestampAscending',
    MaxDatapoints: MAX_DATAPOINTS,
  };
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await reader.getMetricData({ ...input, ...(NextToken && { NextToken }) }, signal);
    answers.take(answer);
    NextToken = answer.NextToken;
    if (NextToken === undefined) return answers.values();
  }
  throw partial(`gave more than ${MAX_PAGES} pages`);
}

/** Gathers the pages of one call. */
class BatchAnswers {
  readonly #batch: readonly Series[];
  readonly #fromMs: number;
  readonly #values: readonly Float64Array[];
  /** Places of the series of which CloudWatch has given all. */
  readonly #complete = new Set<number>();

  constructor(batch: readonly Series[], range: TimeRange) {
    this.#batch = batch;
    this.#fromMs = range.fromMs;
    this.#values = batch.map((series) => new Float64Array(periods(series, range)));
  }

  take({ Messages = [], MetricDataResults = [] }: GetMetricDataOutput): void {
    const [message] = Messages;
    if (message) throw partial(`says ${message.Code}: ${message.Value}`);
    for (const result of MetricDataResults) {
      const at = Number(result.Id?.slice(1));
      const [series, target] = [this.#batch[at], this.#values[at]];
      if (!series || !target) continue;
      fill(target, result, { fromMs: this.#fromMs, periodMs: series.periodMs });
      if (result.StatusCode === 'Complete') this.#complete.add(at);
    }
  }

  values(): readonly Float64Array[] {
    const missing = this.#batch.length - this.#complete.size;
    if (missing > 0) throw partial(`gave ${missing} of ${this.#batch.length} metrics in part only`);
    return this.#values;
  }
}

function fill(
  target: Float64Array,
  { Timestamps = [], Values = [] }: MetricDataResult,
  { fromMs, periodMs }: { readonly fromMs: number; readonly periodMs: number },
): void {
  for (const [at, timestamp] of Timestamps.entries()) {
    const value = Values[at];
    if (value === undefined || !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw partial(`gave the value ${value}`);
    }
    // What would lie outside of it a typed array drops.
    target[Math.floor((timestamp.getTime() - fromMs) / periodMs)] = value;
  }
}

function periods({ periodMs }: Series, { fromMs, toMs }: TimeRange): number {
  return Math.ceil((toMs - fromMs) / periodMs);
}

function queryOf({ metric, dimensions, statistic, periodMs }: Series, at: number): MetricDataQuery {
  return {
    Id: `q${at}`,
    MetricStat: {
      Metric: {
        Namespace: METRIC_NAMESPACE,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodMs / 1000,
      Stat: statistic,
    },
  };
}

function partial(what: string): RolloutError {
  const message = `cloudwatch ${what}; nothing was decided, the next look asks again`;
  return new RolloutError('guard-data-partial', message, { fault: 'dependency' });
}
