import type { Freshness } from '../flags/configuration-store.ts';
import { METRIC, type MetricName } from '../metric-names.ts';
import type { ResolvedFlag } from '../openfeature/resolved-flag.ts';
import type { FailureKind } from './attempt.ts';

/** Metrics of a request, whoever serves it. A missing one was not measured. */
export type Counts = Readonly<Partial<Record<MetricName, number>>>;

/** The call that a request is judged by. */
export interface CountedCall {
  /** Absent: the answer can be used. */
  readonly kind?: FailureKind | undefined;
  /** Absent: nothing was called. */
  readonly latencyMs?: number | undefined;
}

/** How the call went; without a limit there is nothing to be over. */
export function callCounts({ kind, latencyMs }: CountedCall, latencyLimitMs: number | undefined): Counts {
  return {
    [METRIC.errors]: bit(kind !== undefined),
    [METRIC.timeouts]: bit(kind === 'timeout'),
    [METRIC.throttles]: bit(kind === 'throttle'),
    [METRIC.malformedResponses]: bit(kind === 'malformed'),
    ...(latencyLimitMs !== undefined && {
      [METRIC.overLatencyLimit]: bit(latencyMs !== undefined && latencyMs > latencyLimitMs),
    }),
    ...(latencyMs !== undefined && { [METRIC.latencyMs]: latencyMs }),
  };
}

/** What a request was decided by. */
export interface CountedConfiguration {
  readonly decisions: readonly ResolvedFlag[];
  /** Of documents that were read besides. */
  readonly others?: readonly Freshness[];
  /** Whether a default stood in for a value that was decided otherwise, or not at all. */
  readonly isReplaced: boolean;
}

/** How far what decided can be trusted. */
export function configurationCounts({ decisions, others = [], isReplaced }: CountedConfiguration): Counts {
  const read = [...others, ...decisions.map(({ freshness }) => freshness)];
  return {
    [METRIC.configStale]: bit(read.includes('stale')),
    [METRIC.configDefault]: bit(isReplaced || read.includes('default')),
    [METRIC.unbucketed]: bit(decisions.some(({ errorCode }) => errorCode === 'TARGETING_KEY_MISSING')),
  };
}

/** AppConfig numbers hosted versions from 1; what else a version may be, such as `bundled`, is no metric. */
export function versionNumber(version: string | undefined): number | undefined {
  return version !== undefined && /^[1-9]\d{0,14}$/.test(version) ? Number(version) : undefined;
}

export function bit(condition: boolean): 0 | 1 {
  return condition ? 1 : 0;
}
