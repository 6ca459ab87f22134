import type { Guard, Independence } from '../../core/guard/guard.ts';
import { createEmbeddedMetrics, type FurtherDirective, type Units } from '../embedded-metrics.ts';
import { unitGroupOf } from '../guard/unit-group.ts';
import {
  ARM_DIMENSION_SETS,
  ARM_METRIC,
  DIMENSION,
  DIMENSION_SETS,
  METRIC,
  type MetricName,
  VERSION_METRIC,
} from '../metric-names.ts';
import { armDirectives, type RequestArm } from './arm-directives.ts';
import { guardDirectives } from './guard-directives.ts';

/** What one request came to. */
export interface Measurement {
  /** Value of the dimension `Model`; without it no set with that dimension is emitted. Likewise the next two. */
  readonly model?: string;
  readonly flag?: string;
  readonly role?: string;
  /** Place of the unit in the gate of the flag in motion: where the guard counts users, its group. */
  readonly bucket?: number | undefined;
  /** What a unit in a comparison is to be served, where that is to be told by metrics. */
  readonly value?: string | undefined;
  /** Where the stage compares arms, and the request is in a comparison. */
  readonly arm?: RequestArm | undefined;
  /** Of the flag document; `undefined` for the bundled default, and for a version that is no number. */
  readonly flagsVersion?: number | undefined;
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
  /** Has the values of the flag in motion compared, and says what is independent; without it they are not. */
  readonly comparisons?: Independence | undefined;
}

const UNITS: Units = {
  [METRIC.latencyMs]: 'Milliseconds',
  [METRIC.costShare]: 'None',
  [VERSION_METRIC]: 'None',
  [ARM_METRIC.costUsd]: 'None',
  [ARM_METRIC.answeredCostUsd]: 'None',
};
const MAIN_SETS = Object.values(DIMENSION_SETS);

/** Makes the records of one service and stage. */
export function createMetricsRecord({
  service,
  stage,
  guard,
  comparisons,
}: MetricsRecordOptions): MetricsRecord {
  const write = createEmbeddedMetrics(UNITS);
  const directivesOf = guard && guardDirectives(guard);
  return ({ timestampMs, model, flag, role, bucket, value, arm, flagsVersion, metrics, properties }) =>
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
        [DIMENSION.value]: arm?.value ?? value,
      },
      metrics,
      properties,
      further: [
        ...versionDirectives(flagsVersion),
        ...valueDirectives({ comparisons, metrics, arm, value }),
        ...(directivesOf?.(metrics) ?? []),
      ],
    });
}

/** Requests are among what is written of an arm, under the same dimensions, and must not count twice. */
export function valueDirectives({
  comparisons,
  metrics,
  arm,
  value,
}: Pick<Measurement, 'metrics' | 'arm' | 'value'> &
  Pick<MetricsRecordOptions, 'comparisons'>): readonly FurtherDirective[] {
  if (comparisons !== undefined && arm !== undefined) return armDirectives(comparisons, metrics, arm);
  if (value === undefined) return [];
  return [{ dimensionSet: ARM_DIMENSION_SETS.arm, metrics: { [METRIC.requests]: 1 } }];
}

function versionDirectives(flagsVersion: number | undefined): readonly FurtherDirective[] {
  if (flagsVersion === undefined) return [];
  return [{ dimensionSet: DIMENSION_SETS.environment, metrics: { [VERSION_METRIC]: flagsVersion } }];
}
