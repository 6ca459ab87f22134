import type { VariantRule } from './rule.ts';

/** What an attribute may hold: no objects, and lists of one type only. */
export type AttributeValue = string | number | boolean | readonly string[] | readonly number[];

/** One state of a flag. */
export interface FlagVariant {
  /** Absent for a flag without variants. */
  readonly name?: string;
  readonly enabled: boolean;
  /** Absent for the variant that is served where no rule holds. */
  readonly rule?: VariantRule;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

/** A flag as a profile of type `AWS.AppConfig.FeatureFlags` defines it. */
export interface DefinedFlag {
  readonly key: string;
  readonly name?: string;
  readonly description?: string;
  /** Day (`YYYY-MM-DD`) of the planned deprecation. */
  readonly deprecatedOn?: string;
  /** What each attribute may hold, as it was defined. */
  readonly constraints: ReadonlyMap<string, unknown>;
  /** Variants that have a rule, in the order in which they are tried. */
  readonly ruled: readonly FlagVariant[];
  /** Served where no rule holds; the flag itself where it has no variants. */
  readonly fallback: FlagVariant;
}

/** Content of a profile of type `AWS.AppConfig.FeatureFlags`, checked. */
export interface FlagDefinition {
  readonly flags: ReadonlyMap<string, DefinedFlag>;
}

/** Type of a configuration profile that holds feature flags. */
export const FEATURE_FLAGS = 'AWS.AppConfig.FeatureFlags';

/** Limits of the schema in AppConfig's user guide ("Understanding the type reference for AWS.AppConfig.FeatureFlags"). */
export const DEFINITION_LIMITS = {
  /** Of a flag or a variant. */
  attributes: 25,
  variants: 32,
  /** Of a text, also inside a list, and of a description. */
  textCharacters: 1024,
  nameCharacters: 64,
  enumeration: 100,
} as const;

/** Keys of flags and attributes. */
export const DEFINITION_KEY_PATTERN = '^[a-z][a-zA-Z0-9_-]{0,63}$';

/** Beginning of the members that AppConfig keeps to itself. */
export const RESERVED = '_';
