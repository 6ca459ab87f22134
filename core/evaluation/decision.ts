import type { FlagValue } from '../document/flag-document.ts';

/** Attributes of the unit a decision is for; `user_id` is what a percentage counts unless `bucket_by` says otherwise. */
export interface EvaluationContext {
  readonly [attribute: string]: unknown;
}

/** OpenFeature resolution reasons, those this evaluator gives. */
export type Reason = 'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED' | 'ERROR';

/** OpenFeature error codes, those this evaluator gives. */
export type ErrorCode = 'FLAG_NOT_FOUND' | 'INVALID_CONTEXT' | 'TARGETING_KEY_MISSING';

/** Side of the comparison a unit is on in the flag that is in motion. */
export type Role = 'candidate' | 'control';

/** What a flag serves to one unit, and why. Immutable; may be shared between calls. */
export interface ServedDecision {
  readonly flag: string;
  readonly value: FlagValue;
  /** The value as text, OpenFeature's name for it. */
  readonly variant: string;
  readonly reason: Exclude<Reason, 'ERROR'>;
  /**
   * `TARGETING_KEY_MISSING`: a percentage or split was reached but the unit lacks the bucketing attribute, so it did
   * not match; `value` is what the following rules or the default serve and stays valid.
   */
  readonly errorCode?: 'TARGETING_KEY_MISSING';
  /** Name of the rule that served the value; `pin:<n>` for the n-th pin (from 0). */
  readonly rule?: string;
  /** Present once the unit has reached a gate: candidate or control of that gate, whatever rule then served it. */
  readonly role?: Role;
  /** 0…99999, the unit's place in the first gate it reached. */
  readonly bucket?: number;
}

/** No value: the flag does not exist, or the context is not an object. */
export interface FailedDecision {
  readonly flag: string;
  readonly value: undefined;
  readonly variant: undefined;
  readonly reason: 'ERROR';
  readonly errorCode: 'FLAG_NOT_FOUND' | 'INVALID_CONTEXT';
  readonly rule?: undefined;
  readonly role?: undefined;
  readonly bucket?: undefined;
}

export type Decision = ServedDecision | FailedDecision;
