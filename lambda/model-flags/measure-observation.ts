import { FLAGS } from '../contract.ts';
import type { RequestArm } from '../inference/arm-directives.ts';
import { failureReason } from '../inference/failure-kind.ts';
import type { Measurement, MetricsRecordOptions } from '../inference/metrics-record.ts';
import {
  bit,
  type Counts,
  callCounts,
  configurationCounts,
  versionNumber,
} from '../inference/request-counts.ts';
import { METRIC } from '../metric-names.ts';
import { comparedValue } from '../openfeature/compared-value.ts';
import type { FlagDecision } from './flag-decision.ts';
import type { Measures, Observation, Tried } from './observation.ts';

/** Limits that two metrics are measured by; without one its metric is not written. */
export interface MeasurementLimits {
  /** A slower call counts as `OverLatencyLimit`. */
  readonly latencyLimitMs?: number | undefined;
  /** US dollars at which `CostShare` is 1. */
  readonly costCapUsd?: number | undefined;
}

/** Errors after which the flag's own value, or the default that was meant for it, is served. */
const HARMLESS: ReadonlySet<string | undefined> = new Set([
  undefined,
  'TARGETING_KEY_MISSING',
  'FLAG_NOT_FOUND',
]);

interface ObservedOptions extends MeasurementLimits, Pick<MetricsRecordOptions, 'comparisons'> {
  readonly namesCandidates?: boolean;
}

/** What is measured of a request: its first call, and how it ended. The first decision with a role is the one in motion. */
export function measureObservation(
  { decisions, first, second }: Observation,
  { namesCandidates = false, comparisons, ...limits }: ObservedOptions,
): Measurement {
  const motion = decisions.find(({ role }) => role !== undefined);
  const model = decisions.find(({ flag }) => flag === FLAGS.model);
  return {
    ...(model && { model: String(model.value) }),
    ...(motion?.role && { flag: motion.flag, role: motion.role, bucket: motion.bucket }),
    value: namesCandidates && motion ? comparedValue(motion) : undefined,
    arm: comparisons && motion && armOf(motion, first),
    flagsVersion: versionNumber((motion ?? decisions[0])?.documentVersion),
    metrics: {
      [METRIC.requests]: 1,
      ...callCounts(first, limits.latencyLimitMs),
      ...costs(first.measures, limits),
      [METRIC.fallbacks]: bit(second !== undefined && second.kind === undefined),
      ...configurationCounts({
        decisions,
        isReplaced: decisions.some(({ errorCode }) => !HARMLESS.has(errorCode)),
      }),
    },
    properties: {
      decisions: decisions.map(report),
      failure: failure(first),
      fallback_failure: second && failure(second),
    },
  };
}

function armOf(
  motion: FlagDecision,
  { kind, measures: { costUsd } }: Tried<unknown>,
): RequestArm | undefined {
  const value = comparedValue(motion);
  if (value === undefined) return undefined;
  return { value, ...(isQuantity(costUsd) && { costUsd }), isAnswered: kind === undefined };
}

function costs({ inputTokens, outputTokens, costUsd }: Measures, { costCapUsd }: MeasurementLimits): Counts {
  return {
    ...(isQuantity(inputTokens) && { [METRIC.inputTokens]: inputTokens }),
    ...(isQuantity(outputTokens) && { [METRIC.outputTokens]: outputTokens }),
    ...(isQuantity(costUsd) &&
      costCapUsd !== undefined && { [METRIC.costShare]: Math.min(1, costUsd / costCapUsd) }),
  };
}

/** A decision in the document's spelling; what does not apply is left out. */
function report(decision: FlagDecision): Readonly<Record<string, unknown>> {
  const { flag, value, variant, reason, errorCode, rule, role, bucket } = decision;
  const { documentVersion, origin, freshness, problem } = decision;
  return {
    ...{ flag, value, variant, reason, error_code: errorCode, rule, role, bucket },
    ...{ document_version: documentVersion, origin, freshness, problem },
  };
}

function failure(tried: Tried<unknown>): Readonly<Record<string, unknown>> | undefined {
  if (tried.kind === undefined) return undefined;
  return { kind: tried.kind, reason: 'thrown' in tried ? failureReason(tried.thrown) : undefined };
}

function isQuantity(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}
