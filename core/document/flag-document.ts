/** What a flag may serve. All values of one flag have the same JSON type. */
export type FlagValue = string | number | boolean;

/** What an attribute is compared with. */
export type Scalar = string | number | boolean;

/** Operator object of a condition entry; several operators must all hold. Semantics: `docs/flag-document.md`. */
export interface Operators {
  readonly not?: Scalar | readonly Scalar[] | Operators;
  readonly in?: readonly Scalar[];
  readonly not_in?: readonly Scalar[];
  readonly starts_with?: string;
  readonly ends_with?: string;
  readonly contains?: string;
  readonly matches?: string;
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly before?: string;
  readonly after?: string;
  readonly semver_gt?: string;
  readonly semver_gte?: string;
  readonly semver_lt?: string;
  readonly semver_lte?: string;
  readonly cidr?: string | readonly string[];
  readonly exists?: boolean;
}

/** Scalar = equality, list = membership, object = operators. */
export type Test = Scalar | readonly Scalar[] | Operators;

/**
 * Entries that must all hold. Every key is an attribute of the evaluation context, except the reserved
 * `segment` (names a segment), `rollout_percentage` (0–100 in steps of 0.001), `bucket_by` (attribute
 * that is hashed, default `user_id`), `salt` (default `flag:value`, for a split `flag:rule name`) and `hash`
 * (`murmur3`, the default, or as `flagd` or `launchdarkly` deal units).
 */
export interface Condition {
  readonly [attribute: string]: Test;
}

/** Pins a set of units to one value, ahead of every rule. */
export interface Pin {
  readonly condition: Condition;
  readonly value: FlagValue;
  readonly reason?: string;
  /** Last day (UTC, `YYYY-MM-DD`) on which the pin holds; without it the pin stays. */
  readonly until?: string;
}

/** One arm of a split. `weight` is a positive integer, relative to the sum of the weights. */
export interface Arm {
  readonly value: FlagValue;
  readonly weight: number;
}

export interface ValueRule {
  readonly name: string;
  readonly condition: Condition;
  readonly value: FlagValue;
}

export interface SplitRule {
  readonly name: string;
  readonly condition: Condition;
  readonly split: readonly Arm[];
  /** The arm every other arm is compared with. */
  readonly control: FlagValue;
}

export type Rule = ValueRule | SplitRule;

export interface Flag {
  readonly flag: string;
  readonly description?: string;
  readonly owner?: string;
  /** Day (`YYYY-MM-DD`) by which the flag should be gone. */
  readonly cleanup_by?: string;
  readonly permanent?: boolean;
  /** A disabled flag serves its default to everybody. */
  readonly disabled: boolean;
  /** Values the flag may serve; absent = any value of the default's type. */
  readonly allowed?: readonly FlagValue[];
  readonly default: FlagValue;
  /** Values never served, whatever else matches. */
  readonly killed: readonly FlagValue[];
  readonly pins: readonly Pin[];
  readonly rules: readonly Rule[];
}

/** A parsed flag document in normal form: every default filled in, every rule named. */
export interface FlagDocument {
  readonly version: 1;
  readonly segments: Readonly<Record<string, Condition>>;
  readonly flags: readonly Flag[];
}
