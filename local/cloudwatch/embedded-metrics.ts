import { isRecord } from '../../core/record.ts';
import { type DimensionPair, type MetricStore, seriesOf } from './metric-store.ts';
import type { Series } from './series.ts';

/** Limits of the embedded metric format's specification. */
const MAX_METRICS_PER_DIRECTIVE = 100;
const MAX_VALUES_PER_METRIC = 100;
const MAX_DIMENSIONS_PER_SET = 30;

/**
 * Puts the metrics of one log line in CloudWatch Embedded Metric Format into the store and answers how many samples
 * they were. Text before the document is allowed, as Lambda writes it. Anything that is not a valid document, and any
 * part of one that is not (a dimension without a text value, a metric without a number), is left out without an error,
 * as CloudWatch does.
 */
export function ingestEmbeddedMetrics(store: MetricStore, line: string, visibleAtMs: number): number {
  const document = parseDocument(line);
  const metadata = document?._aws;
  if (document === undefined || !isRecord(metadata)) return 0;
  const { Timestamp: timestampMs, CloudWatchMetrics: directives } = metadata;
  if (typeof timestampMs !== 'number' || !Array.isArray(directives)) return 0;
  let samples = 0;
  for (const directive of directives) {
    if (!isRecord(directive)) continue;
    samples += ingestDirective(store, document, directive, { timestampMs, visibleAtMs });
  }
  return samples;
}

interface Times {
  readonly timestampMs: number;
  readonly visibleAtMs: number;
}

function parseDocument(line: string): Record<string, unknown> | undefined {
  // Most log lines are not metrics: do not parse them.
  if (!line.includes('"_aws"')) return undefined;
  try {
    const parsed: unknown = JSON.parse(line.slice(line.indexOf('{')));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function ingestDirective(
  store: MetricStore,
  document: Record<string, unknown>,
  directive: Record<string, unknown>,
  times: Times,
): number {
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = directive;
  if (typeof namespace !== 'string' || !Array.isArray(sets) || !Array.isArray(metrics)) return 0;
  const targets = targetsOf(document, metrics);
  let samples = 0;
  for (const set of sets) {
    const dimensions = dimensionsOf(document, set);
    if (dimensions === undefined) continue;
    const group = store.group(namespace, dimensions);
    for (const { name, value } of targets) samples += add(seriesOf(group, name), value, times);
  }
  return samples;
}

interface Target {
  readonly name: string;
  readonly value: number | readonly number[];
}

function targetsOf(document: Record<string, unknown>, metrics: readonly unknown[]): readonly Target[] {
  if (metrics.length > MAX_METRICS_PER_DIRECTIVE) return [];
  const targets: Target[] = [];
  for (const metric of metrics) {
    const name = isRecord(metric) ? metric.Name : undefined;
    if (typeof name !== 'string') continue;
    const value = document[name];
    if (isMetricValue(value)) targets.push({ name, value });
  }
  return targets;
}

function dimensionsOf(document: Record<string, unknown>, set: unknown): DimensionPair[] | undefined {
  if (!Array.isArray(set) || set.length > MAX_DIMENSIONS_PER_SET) return undefined;
  const dimensions: DimensionPair[] = [];
  for (const name of set) {
    const value = typeof name === 'string' ? document[name] : undefined;
    if (typeof value !== 'string') return undefined;
    dimensions.push([name, value]);
  }
  return dimensions;
}

function isMetricValue(value: unknown): value is number | readonly number[] {
  if (typeof value === 'number') return true;
  return (
    Array.isArray(value) &&
    value.length <= MAX_VALUES_PER_METRIC &&
    value.every((item) => typeof item === 'number')
  );
}

function add(series: Series, value: number | readonly number[], times: Times): number {
  if (typeof value === 'number') {
    series.add(times.timestampMs, times.visibleAtMs, value);
    return 1;
  }
  for (const item of value) series.add(times.timestampMs, times.visibleAtMs, item);
  return value.length;
}
