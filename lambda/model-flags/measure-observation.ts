import { FLAGS, METRIC, type MetricName } from '../contract.ts';
import { failureReason } from '../inference/failure-kind.ts';
import type { Measurement } from '../inference/metrics-record.ts';
import { candidateValue } from '../openfeature/candidate-value.ts';
import type { FlagDecision } from './flag-decision.ts';
import type { Measures, Observation, Tried } from './observation.ts';

/** Limits that two metrics are measured by; without one its metric is not written. */
export interface MeasurementLimits {
  /** A slower call counts as `OverLatencyLimit`. */
  readonly latencyLimitMs?: number | undefined;
  /** US dollars at which `CostShare` is 1. */
  readonly costCapUsd?: number | undefined;
}

type Counts = Partial<Record<MetricName, number>>;

/** Errors after which the flag's own value, or the default that was meant for it, is served. */
const HARMLESS: ReadonlySet<string | undefined> = new Set([
  undefined,
  'TARGETING_KEY_MISSING',
  'FLAG_NOT_FOUND',
]);

/** What is measured of a request: its first call, and how it ended. The first decision with a role is the one in motion. */
export function measureObservation(
  { decisions, first, second }: Observation,
  { namesCandidates = false, ...limits }: MeasurementLimits & { readonly namesCandidates?: boolean },
): Measurement {
  const motion = decisions.find(({ role }) => role !== undefined);
  const model = decisions.find(({ flag }) => flag === FLAGS.model);
  return {
    ...(model && { model: String(model.value) }),
    ...(motion?.role && { flag: motion.flag, role: motion.role, bucket: motion.bucket }),
    candidate: namesCandidates && motion ? candidateValue(motion) : undefined,
    flagsVersion: versionNumber((motion ?? decisions[0])?.documentVersion),
    metrics: {
      [METRIC.requests]: 1,
      ...callCounts(first, limits),
      ...costs(first.measures, limits),
      [METRIC.fallbacks]: bit(second !== undefined && second.kind === undefined),
      ...configurationCounts(decisions),
    },
    properties: {
      decisions: decisions.map(report),
      failure: failure(first),
      fallback_failure: second && failure(second),
    },
  };
}

function callCounts({ kind, latencyMs }: Tried<unknown>, { latencyLimitMs }: MeasurementLimits): Counts {
  return {
    [METRIC.errors]: bit(kind !== undefined),
    [METRIC.timeouts]: bit(kind === 'timeout'),
    [METRIC.throttles]: bit(kind === 'throttle'),
    [METRIC.malformedResponses]: bit(kind === 'malformed'),
    ...(latencyLimitMs !== undefined && { [METRIC.overLatencyLimit]: bit(latencyMs > latencyLimitMs) }),
    [METRIC.latencyMs]: latencyMs,
  };
}

function costs({ inputTokens, outputTokens, costUsd }: Measures, { costCapUsd }: MeasurementLimits): Counts {
  return {
    ...(isQuantity(inputTokens) && { [METRIC.inputTokens]: inputTokens }),
    ...(isQuantity(outputTokens) && { [METRIC.outputTokens]: outputTokens }),
    ...(isQuantity(costUsd) &&
      costCapUsd !== undefined && { [METRIC.costShare]: Math.min(1, costUsd / costCapUsd) }),
  };
}

function configurationCounts(decisions: readonly FlagDecision[]): Counts {
  return {
    [METRIC.configStale]: bit(decisions.some(({ freshness }) => freshness === 'stale')),
    [METRIC.configDefault]: bit(
      decisions.some(({ freshness, errorCode }) => freshness === 'default' || !HARMLESS.has(errorCode)),
    ),
    [METRIC.unbucketed]: bit(decisions.some(({ errorCode }) => errorCode === 'TARGETING_KEY_MISSING')),
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

/** AppConfig numbers hosted versions from 1; what else a version may be is no metric. */
function versionNumber(version: string | undefined): number | undefined {
  return version !== undefined && /^[1-9]\d{0,14}$/.test(version) ? Number(version) : undefined;
}

function isQuantity(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

function bit(condition: boolean): 0 | 1 {
  return condition ? 1 : 0;
}
