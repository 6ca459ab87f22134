import type { Guard } from '../../core/guard/guard.ts';
import { DIMENSION, DIMENSION_SETS, METRIC, type MetricName } from '../contract.ts';
import { createEmbeddedMetrics, type Units } from '../embedded-metrics.ts';
import { unitGroupOf } from '../guard/unit-group.ts';
import { guardDirectives } from './guard-directives.ts';

/** What one request came to. */
export interface Measurement {
  /** Value of the dimension `Model`; without it no set with that dimension is emitted. Likewise the next two. */
  readonly model?: string;
  readonly flag?: string;
  readonly role?: string;
  /** Place of the unit in the gate of the flag in motion: where the guard counts users, its group. */
  readonly bucket?: number | undefined;
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

export interface MetricsRecordOptions {
  readonly service: string;
  readonly stage: string;
  /** Whose metrics a record holds besides; without one there are none. */
  readonly guard?: Guard | undefined;
}

const UNITS: Units = { [METRIC.latencyMs]: 'Milliseconds', [METRIC.costShare]: 'None' };
const MAIN_SETS = Object.values(DIMENSION_SETS);

/** Makes the records of one service and stage. */
export function createMetricsRecord({ service, stage, guard }: MetricsRecordOptions): MetricsRecord {
  const write = createEmbeddedMetrics(UNITS);
  const directivesOf = guard && guardDirectives(guard);
  return ({ timestampMs, model, flag, role, bucket, metrics, properties }) =>
    write({
      timestampMs,
      dimensionSets: MAIN_SETS,
      dimensions: {
        [DIMENSION.service]: service,
        [DIMENSION.environment]: stage,
        [DIMENSION.model]: model,
        [DIMENSION.flag]: flag,
        [DIMENSION.role]: role,
        [DIMENSION.unitGroup]: unitGroupOf(bucket),
      },
      metrics,
      properties,
      further: directivesOf?.(metrics) ?? [],
    });
}
