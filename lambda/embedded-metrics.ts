import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { dimensionValue } from './dimension-value.ts';
import { METRIC_NAMESPACE } from './metric-names.ts';

/** A sample of a metric, or up to {@link MAX_VALUES} of them. */
export type MetricValue = number | readonly number[];

/** Most samples of one metric in a record (specification of the embedded metric format). */
export const MAX_VALUES = 100;

/** Metrics under dimension sets that are not the record's main ones. */
export interface FurtherDirective {
  readonly dimensionSet: readonly string[];
  /** A value that the record has already under the same name must be equal: both are one member of its root. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** What one line of CloudWatch embedded metric format says. */
export interface EmbeddedRecord {
  /** Epoch milliseconds. */
  readonly timestampMs: number;
  /** Sets that name a dimension without a value are left out. */
  readonly dimensionSets: readonly (readonly string[])[];
  /** Values of dimensions by name. */
  readonly dimensions: Readonly<Record<string, string | undefined>>;
  /** A missing metric was not measured, which is not the same as 0. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Searchable in the logs; no dimensions. */
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly further?: readonly FurtherDirective[];
}

/** Unit of a metric that is no count. */
export type Units = Readonly<Record<string, 'Milliseconds' | 'None' | 'Percent'>>;

/**
 * Warnings of Powertools go nowhere: it takes a dimension shared by two sets, which is what sets are for, for a
 * collision, and would say so seven times a request.
 */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}

/** Makes lines of embedded metric format. Each call is complete in itself: nothing is left for the next. */
export function createEmbeddedMetrics(units: Units): (record: EmbeddedRecord) => string {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, logger: silent });
  metrics.clearDefaultDimensions();
  return (record) => {
    try {
      for (const names of record.dimensionSets) {
        const set = dimensionSet(names, record.dimensions);
        if (set !== undefined) metrics.addDimensions(set);
      }
      for (const [key, value] of Object.entries(record.properties ?? {})) {
        metrics.addMetadata(key, value as string);
      }
      const line = Object.assign(metrics.serializeMetrics(), record.metrics);
      // Put in here: Powertools would write a line by itself at the hundredth value of a metric, and looks into the
      // process's environment several times for each.
      for (const directive of line._aws.CloudWatchMetrics) {
        directive.Metrics = definitionsOf(record.metrics, units);
      }
      // Set here because `setTimestamp` compares with the machine's clock, which a rehearsal does not run on.
      line._aws.Timestamp = Math.round(record.timestampMs);
      for (const directive of record.further ?? [])
        addDirective(line, directive, { dimensions: record.dimensions, units });
      return JSON.stringify(line);
    } finally {
      metrics.clearMetrics();
      metrics.clearDimensions();
      metrics.clearMetadata();
    }
  };
}

/** Powertools writes one directive; the others are put into its object. */
function addDirective(
  line: ReturnType<Metrics['serializeMetrics']>,
  { dimensionSet: names, metrics }: FurtherDirective,
  { dimensions, units }: Pick<EmbeddedRecord, 'dimensions'> & { readonly units: Units },
): void {
  const set = dimensionSet(names, dimensions);
  const definitions = definitionsOf(metrics, units);
  if (set === undefined || definitions.length === 0) return;
  Object.assign(line, set, metrics);
  line._aws.CloudWatchMetrics.push({
    Namespace: METRIC_NAMESPACE,
    Dimensions: [[...names]],
    Metrics: definitions,
  });
}

function definitionsOf(metrics: EmbeddedRecord['metrics'], units: Units) {
  return Object.keys(metrics).map((Name) => ({ Name, Unit: units[Name] ?? MetricUnit.Count }));
}

/** `undefined` unless all dimensions have a value. */
function dimensionSet(
  names: readonly string[],
  values: EmbeddedRecord['dimensions'],
): Record<string, string> | undefined {
  const set: Record<string, string> = {};
  for (const name of names) {
    const value = values[name];
    if (value === undefined) return undefined;
    set[name] = dimensionValue(value);
  }
  return set;
}
