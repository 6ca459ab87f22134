import type { FlagMetadata } from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Freshness } from '../flags/configuration-store.ts';
import type { RolloutErrorCode } from '../rollout-error.ts';

/**
 * Names of the flag metadata that this package's providers give with a resolution (OpenFeature specification, 1.4.14),
 * and that the inference function, hooks and tracking go by, whoever decided. A member that does not apply is absent.
 */
export const FLAG_METADATA = {
  /** Name of the rule that served the value; `pin:<n>` for the n-th pin (from 0). */
  rule: 'rule',
  /** `candidate` or `control`: the side of the comparison that the unit is on. */
  role: 'role',
  /** 0…99999, the unit's place in the gate. */
  bucket: 'bucket',
  /** What the unit would be served on the control side; present where the role is `candidate`. */
  control: 'control',
  /** `true`: a percentage or split was reached, but the unit lacks the bucketing attribute. The value stays valid. */
  unbucketed: 'unbucketed',
  /** Version of the document that decided. */
  documentVersion: 'document_version',
  /** Where the document came from: the source's name, or `bundled`. */
  origin: 'origin',
  /** `fresh`, `stale` or `default`, as `Freshness` has it. */
  freshness: 'freshness',
  /** Code of what is wrong with the source; absent exactly when `fresh`. */
  problem: 'problem',
} as const;

/** What flag metadata say of one resolution, by the keys of {@link FLAG_METADATA}. */
export interface ResolutionFacts {
  readonly rule?: string | undefined;
  readonly role?: Role | undefined;
  readonly bucket?: number | undefined;
  readonly control?: FlagValue | undefined;
  readonly unbucketed?: true | undefined;
  readonly documentVersion?: string | undefined;
  readonly origin: string;
  readonly freshness: Freshness;
  readonly problem?: RolloutErrorCode | undefined;
}

const NAMES = Object.entries(FLAG_METADATA) as readonly (readonly [keyof ResolutionFacts, string])[];

/** The metadata of a resolution; what does not apply is left out. `resolvedFlag` reads them. */
export function flagMetadata(facts: ResolutionFacts): FlagMetadata {
  const metadata: FlagMetadata = {};
  for (const [fact, name] of NAMES) {
    const value = facts[fact];
    if (value !== undefined) metadata[name] = value;
  }
  return metadata;
}
