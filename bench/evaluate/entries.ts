import type { Condition, FlagDocument, FlagValue, ValueRule } from '../../core/document/flag-document.ts';

/** One entry of a condition, in the five forms that every system under test supports. */
export type Entry = { readonly attribute: string } & (
  | { readonly kind: 'equals'; readonly operand: string | boolean }
  | { readonly kind: 'member'; readonly operand: readonly string[] }
  | { readonly kind: 'starts_with' | 'semver_gt'; readonly operand: string }
  | { readonly kind: 'gte'; readonly operand: number }
);

/** A rule for translation: every entry must hold; `percentage` is set in the one that counts units. */
export interface PlainRule {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly percentage: number | undefined;
  readonly value: FlagValue;
}

export interface PlainFlag {
  readonly flag: string;
  readonly default: FlagValue;
  readonly rules: readonly PlainRule[];
  /** Every value the flag serves, default first. */
  readonly values: readonly FlagValue[];
}

/** The document as the systems' translators read it: written once, so that all have the same rules. */
export function plainFlags(document: FlagDocument): readonly PlainFlag[] {
  return document.flags.map((flag) => {
    const rules = flag.rules.map((rule) => plainRule(rule as ValueRule));
    const values = [...new Set([flag.default, ...rules.map((rule) => rule.value)])];
    return { flag: flag.flag, default: flag.default, rules, values };
  });
}

function plainRule({ name, condition, value }: ValueRule): PlainRule {
  const { rollout_percentage: percentage, ...tests } = condition;
  return {
    name,
    entries: Object.entries(tests).map(([attribute, test]) => entry(attribute, test as Condition[string])),
    percentage: typeof percentage === 'number' ? percentage : undefined,
    value,
  };
}

function entry(attribute: string, test: Condition[string]): Entry {
  if (typeof test === 'string' || typeof test === 'boolean')
    return { attribute, kind: 'equals', operand: test };
  if (Array.isArray(test)) return { attribute, kind: 'member', operand: test };
  const [[kind, operand]] = Object.entries(test) as [[string, unknown]];
  return { attribute, kind, operand } as Entry;
}
