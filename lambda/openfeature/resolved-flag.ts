import type { EvaluationDetails } from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Freshness } from '../flags/configuration-store.ts';
import type { FLAG_METADATA } from './flag-metadata.ts';

/** What a flag serves to one unit and why, whichever provider decided. */
export interface ResolvedFlag {
  readonly flag: string;
  /** The caller's default where `errorCode` is present. */
  readonly value: FlagValue;
  readonly variant: string | undefined;
  /** OpenFeature resolution reason, or the provider's own. */
  readonly reason: string;
  /** OpenFeature error code; `TARGETING_KEY_MISSING` also where the value stayed valid. */
  readonly errorCode: string | undefined;
  readonly rule: string | undefined;
  /** Absent when the unit is in no comparison. */
  readonly role: Role | undefined;
  /** 0…99999 */
  readonly bucket: number | undefined;
  /** What the control side is served; present where the role is `candidate`. */
  readonly control: FlagValue | undefined;
  readonly documentVersion: string | undefined;
  /** Where the document came from; the provider's name where it does not say. */
  readonly origin: string;
  readonly freshness: Freshness;
  readonly problem: string | undefined;
}

/** Reads the details of any provider: what its flag metadata does not say follows from reason and error code. */
export function resolvedFlag(details: EvaluationDetails<FlagValue>, provider: string): ResolvedFlag {
  const { flagKey: flag, value, variant, reason = 'UNKNOWN', errorCode, flagMetadata } = details;
  const { rule, role, bucket, control, unbucketed, document_version, origin, freshness, problem } =
    flagMetadata as Readonly<Partial<Record<(typeof FLAG_METADATA)[keyof typeof FLAG_METADATA], unknown>>>;
  return {
    flag,
    value,
    variant,
    reason,
    errorCode: errorCode ?? (unbucketed === true ? 'TARGETING_KEY_MISSING' : undefined),
    rule: typeof rule === 'string' ? rule : undefined,
    role: role === 'candidate' || role === 'control' ? role : undefined,
    bucket: typeof bucket === 'number' ? bucket : undefined,
    control: isFlagValue(control) ? control : undefined,
    documentVersion: typeof document_version === 'string' ? document_version : undefined,
    origin: typeof origin === 'string' ? origin : provider,
    freshness: isFreshness(freshness) ? freshness : freshnessBy(reason, errorCode !== undefined),
    problem: typeof problem === 'string' ? problem : undefined,
  };
}

export function isFlagValue(value: unknown): value is FlagValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isFreshness(value: unknown): value is Freshness {
  return value === 'fresh' || value === 'stale' || value === 'default';
}

function freshnessBy(reason: string, hasFailed: boolean): Freshness {
  if (hasFailed) return 'default';
  return reason === 'STALE' ? 'stale' : 'fresh';
}
