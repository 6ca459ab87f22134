import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DIMENSION, DIMENSION_SETS, METRIC, METRIC_NAMESPACE, type MetricName } from '../contract.ts';

/** What one request came to. */
export interface Measurement {
  /** Value of the dimension `Model`; without it no set with that dimension is emitted. Likewise the next two. */
  readonly model?: string;
  readonly flag?: string;
  readonly role?: string;
  /** A missing metric was not measured, which is not the same as 0. */
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>;
  /** Searchable in the logs; no dimensions. Nothing of the user, the prompt, a passage or the answer. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What one record says: a measurement and its time. */
export interface Measured extends Measurement {
  /** Epoch milliseconds. */
  readonly timestampMs: number;
}

/** One line of CloudWatch embedded metric format. */
export type MetricsRecord = (measured: Measured) => string;

const UNIT: Readonly<Partial<Record<MetricName, (typeof MetricUnit)[keyof typeof MetricUnit]>>> = {
  [METRIC.latencyMs]: MetricUnit.Milliseconds,
  [METRIC.costShare]: MetricUnit.NoUnit,
};

/**
 * Warnings of Powertools go nowhere: it takes a dimension shared by two sets, which is what sets are for, for a
 * collision, and would say so seven times a request.
 */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}

/** Makes the records of one service and stage. Each call is complete in itself: nothing is left for the next. */
export function createMetricsRecord(service: string, stage: string): MetricsRecord {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, logger: silent });
  metrics.clearDefaultDimensions();
  return (measured) => {
    const values = new Map<string, string | undefined>([
      [DIMENSION.service, service],
      [DIMENSION.environment, stage],
      [DIMENSION.model, measured.model],
      [DIMENSION.flag, measured.flag],
      [DIMENSION.role, measured.role],
    ]);
    try {
      for (const names of Object.values(DIMENSION_SETS)) addDimensionSet(metrics, names, values);
      for (const [name, value] of Object.entries(measured.metrics)) {
        metrics.addMetric(name, UNIT[name as MetricName] ?? MetricUnit.Count, value);
      }
      for (const [key, value] of Object.entries(measured.properties))
        metrics.addMetadata(key, value as string);
      const record = metrics.serializeMetrics();
      // Set here because `setTimestamp` compares with the machine's clock, which a rehearsal does not run on.
      record._aws.Timestamp = Math.round(measured.timestampMs);
      return JSON.stringify(record);
    } finally {
      metrics.clearMetrics();
      metrics.clearDimensions();
      metrics.clearMetadata();
    }
  };
}

/** Adds a set whose dimensions all have a value. */
function addDimensionSet(
  metrics: Metrics,
  names: readonly string[],
  values: ReadonlyMap<string, string | undefined>,
): void {
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = values.get(name);
    if (value === undefined) return;
    dimensions[name] = dimensionValue(value);
  }
  metrics.addDimensions(dimensions);
}

/** CloudWatch takes 1 to 1024 printable ASCII characters and drops the record otherwise. */
function dimensionValue(text: string): string {
  return (
    text
      .replace(/[^\x20-\x7e]/g, '?')
      .trim()
      .slice(0, 1024) || '-'
  );
}
