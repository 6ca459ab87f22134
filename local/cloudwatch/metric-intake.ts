import type { Dimension, MetricDatum, PutMetricDataInput, StatisticSet } from '@aws-sdk/client-cloudwatch';
import { MINUTE_MS } from '../clock.ts';
import { invalidCombination, invalidValue, missingParameter } from './errors.ts';
import { type DimensionPair, type MetricStore, seriesOf } from './metric-store.ts';
import type { Series } from './series.ts';

/** Limits of PutMetricData (API reference). */
const MAX_DATA_PER_CALL = 1000;
const MAX_VALUES_PER_DATUM = 150;
const MAX_DIMENSIONS = 30;
const LARGEST_VALUE = 2 ** 360;
const OLDEST_MS = 14 * 24 * 60 * MINUTE_MS;
const NEWEST_MS = 2 * 60 * MINUTE_MS;

/** When the data arrive and when they can be seen, in epoch milliseconds. */
export interface Arrival {
  readonly nowMs: number;
  readonly visibleAtMs: number;
}

/**
 * PutMetricData: checks every datum before any is stored, so that a refused call stores nothing. Throws
 * `MissingParameter`, `InvalidParameterValue` or `InvalidParameterCombination`.
 */
export function putMetricData(store: MetricStore, input: PutMetricDataInput, arrival: Arrival): void {
  const namespace = input.Namespace;
  if (!namespace) throw missingParameter('got no Namespace, allowed is 1 to 255 characters; name one');
  if (input.EntityMetricData !== undefined) {
    throw invalidValue('got EntityMetricData, which is not modelled; put the data in MetricData');
  }
  const data = input.MetricData ?? [];
  if (data.length === 0) throw missingParameter('got no MetricData, allowed is 1 to 1000; give at least one');
  if (data.length > MAX_DATA_PER_CALL) {
    throw invalidValue(`got ${data.length} MetricData, allowed are ${MAX_DATA_PER_CALL}; split the call`);
  }
  for (const datum of data) checkDatum(datum, arrival.nowMs);
  for (const datum of data) {
    const group = store.group(namespace, dimensionPairs(datum.Dimensions));
    addDatum(seriesOf(group, datum.MetricName ?? ''), datum, arrival);
  }
}

/** The SDK's dimensions as pairs. Throws `InvalidParameterValue` on an empty name or value, a repeated name, or over 30. */
export function dimensionPairs(dimensions: readonly Dimension[] | undefined): DimensionPair[] {
  const pairs: DimensionPair[] = [];
  for (const { Name: name, Value: value } of dimensions ?? []) {
    if (!name || !value) throw invalidValue('got a dimension without Name or Value; give both');
    if (pairs.some(([other]) => other === name)) {
      throw invalidValue(`got dimension ${JSON.stringify(name)} twice, allowed is once; name each once`);
    }
    pairs.push([name, value]);
  }
  if (pairs.length > MAX_DIMENSIONS) {
    throw invalidValue(`got ${pairs.length} dimensions, allowed are ${MAX_DIMENSIONS}; use fewer`);
  }
  return pairs;
}

function checkDatum(datum: MetricDatum, nowMs: number): void {
  if (!datum.MetricName) throw missingParameter('got a datum without MetricName; name the metric');
  dimensionPairs(datum.Dimensions);
  const given = [datum.Value, datum.Values, datum.StatisticValues].filter((item) => item !== undefined);
  if (given.length !== 1) {
    throw invalidCombination(
      `got ${given.length} of Value, Values and StatisticValues for ${datum.MetricName}, allowed is exactly one; give one`,
    );
  }
  if (datum.StatisticValues !== undefined) checkStatisticSet(datum.StatisticValues);
  checkValues(datum);
  checkTimestamp(datum.Timestamp, nowMs);
}

function checkStatisticSet(set: StatisticSet): void {
  for (const value of [set.SampleCount, set.Sum, set.Minimum, set.Maximum]) checkNumber(value);
  if ((set.SampleCount ?? 0) <= 0 || (set.Minimum ?? 0) > (set.Maximum ?? 0)) {
    throw invalidValue('got a statistic set of no samples or with Minimum over Maximum; correct it');
  }
}

function checkValues(datum: MetricDatum): void {
  if (datum.Value !== undefined) checkNumber(datum.Value);
  const { Values: values, Counts: counts } = datum;
  if (counts !== undefined && counts.length !== values?.length) {
    throw invalidValue(
      `got ${counts.length} Counts for ${values?.length ?? 0} Values; give one count for each value`,
    );
  }
  if (values === undefined) return;
  if (values.length === 0 || values.length > MAX_VALUES_PER_DATUM) {
    throw invalidValue(
      `got ${values.length} Values, allowed are 1 to ${MAX_VALUES_PER_DATUM}; split the datum`,
    );
  }
  for (const value of values) checkNumber(value);
  for (const count of counts ?? []) {
    if (!(count > 0)) throw invalidValue(`got count ${count}, allowed is above 0; leave the value out`);
  }
}

function checkNumber(value: number | undefined): void {
  if (typeof value !== 'number' || !(Math.abs(value) <= LARGEST_VALUE)) {
    throw invalidValue(`got value ${value}, allowed is a number within ±2^360; put a finite number`);
  }
}

function checkTimestamp(timestamp: Date | undefined, nowMs: number): void {
  if (timestamp === undefined) return;
  const ageMs = nowMs - timestamp.getTime();
  if (ageMs > OLDEST_MS || ageMs < -NEWEST_MS) {
    throw invalidValue(
      `got Timestamp ${timestamp.toISOString()}, allowed is from two weeks ago to two hours ahead; correct the clock`,
    );
  }
}

function addDatum(series: Series, datum: MetricDatum, arrival: Arrival): void {
  const timestampMs = datum.Timestamp?.getTime() ?? arrival.nowMs;
  const { visibleAtMs } = arrival;
  if (datum.StatisticValues !== undefined) {
    addStatisticSet(series, datum.StatisticValues, timestampMs, visibleAtMs);
  } else if (datum.Values !== undefined) {
    datum.Values.forEach((value, index) => {
      series.add(timestampMs, visibleAtMs, value, datum.Counts?.[index] ?? 1);
    });
  } else {
    series.add(timestampMs, visibleAtMs, datum.Value ?? 0);
  }
}

/** A set of equal values is as good as its raw values, also for percentiles (PutMetricData's documentation). */
function addStatisticSet(series: Series, set: StatisticSet, timestampMs: number, visibleAtMs: number): void {
  const { SampleCount: count = 0, Sum: sum = 0, Minimum: minimum = 0, Maximum: maximum = 0 } = set;
  if (minimum === maximum && sum === minimum * count) {
    series.add(timestampMs, visibleAtMs, minimum, count);
  } else {
    series.addSet(timestampMs, visibleAtMs, { count, sum, minimum, maximum });
  }
}
