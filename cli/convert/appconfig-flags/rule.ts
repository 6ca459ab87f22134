/** What an operator compares. A timestamp keeps its text; a context value is looked up when the flag is asked for. */
export type RuleOperand =
  | { readonly kind: 'context'; readonly key: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'timestamp'; readonly text: string; readonly epochMs: number };

/** Operators that take two operands, in AppConfig's spelling. */
export const BINARY_OPERATORS = [
  'eq',
  'gt',
  'gte',
  'lt',
  'lte',
  'begins_with',
  'ends_with',
  'contains',
] as const;

export type BinaryOperator = (typeof BINARY_OPERATORS)[number];

/**
 * The rule of a variant, or the audience of an experiment, in the expressions of AppConfig's user guide ("Defining rules
 * for multi-variant feature flags").
 */
export type VariantRule =
  | { readonly kind: 'and' | 'or'; readonly of: readonly VariantRule[] }
  | { readonly kind: 'not'; readonly of: VariantRule }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: RuleOperand;
      readonly right: RuleOperand;
    }
  | { readonly kind: 'in'; readonly subject: RuleOperand; readonly list: readonly RuleOperand[] }
  | { readonly kind: 'matches'; readonly subject: RuleOperand; readonly pattern: string }
  | { readonly kind: 'exists'; readonly key: string }
  | SplitOperator;

/** Holds for a share of the values of a context key, by a consistent hash that AWS does not document. */
export interface SplitOperator {
  readonly kind: 'split';
  /** 0…100 */
  readonly percentage: number;
  /** Context key whose value is hashed. */
  readonly by: string;
  /** Splits of one seed share their hash everywhere; without it, those of one flag do. */
  readonly seed?: string;
}

/** Longest rule, in characters (schema of `AWS.AppConfig.FeatureFlags`). */
export const MAX_RULE_CHARACTERS = 16_384;

/** Context keys that a rule can name, as symbols of Amazon Ion that need no quotes. */
export const CONTEXT_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
