import type { BinaryOperator, RuleOperand, VariantRule } from '../../../cli/convert/appconfig-flags/rule.ts';
import { compilePattern } from '../../../core/pattern/pattern.ts';
import { parseInstant } from '../../../core/time/iso8601.ts';
import type { FeatureFlagBehaviour } from './feature-flag-behaviour.ts';
import { splitPlace } from './split-place.ts';

/** What a rule is evaluated against. */
export interface RuleScene {
  /** Context values by key, as texts: so they travel. */
  readonly context: ReadonlyMap<string, string>;
  /** Salt of splits that name no seed: the same for all rules of a flag. */
  readonly localSalt: string;
  readonly behaviour: FeatureFlagBehaviour;
}

/**
 * Whether a rule holds. Total: what cannot be compared does not hold, and a context value that is missing compares with
 * nothing, so `not` of it holds.
 */
export function holds(rule: VariantRule, scene: RuleScene): boolean {
  switch (rule.kind) {
    case 'and':
      return rule.of.every((one) => holds(one, scene));
    case 'or':
      return rule.of.some((one) => holds(one, scene));
    case 'not':
      return !holds(rule.of, scene);
    case 'binary':
      return compared(rule.operator, rule.left, rule.right, scene);
    case 'in':
      return rule.list.some((entry) => compared('eq', rule.subject, entry, scene));
    case 'matches':
      return matches(textOf(rule.subject, scene), rule.pattern, scene.behaviour.matches);
    case 'exists':
      return scene.context.has(rule.key);
    case 'split': {
      const value = scene.context.get(rule.by);
      // Salts of seeds and of flags must not meet.
      const salt = rule.seed === undefined ? scene.localSalt : `seed/${rule.seed}`;
      return value !== undefined && splitPlace(salt, value) < rule.percentage;
    }
  }
}

type Comparable = string | number | boolean;

/** A moment and a number are both numbers; what they are compared with decides how a text is read. */
function compared(
  operator: BinaryOperator,
  left: RuleOperand,
  right: RuleOperand,
  scene: RuleScene,
): boolean {
  const [first, second] = [comparable(left, right, scene), comparable(right, left, scene)];
  if (first === undefined || second === undefined || typeof first !== typeof second) return false;
  return COMPARISONS[operator](first, second);
}

const COMPARISONS: Readonly<Record<BinaryOperator, (first: Comparable, second: Comparable) => boolean>> = {
  eq: (first, second) => first === second,
  gt: (first, second) => first > second,
  gte: (first, second) => first >= second,
  lt: (first, second) => first < second,
  lte: (first, second) => first <= second,
  begins_with: (first, second) => String(first).startsWith(String(second)),
  ends_with: (first, second) => String(first).endsWith(String(second)),
  contains: (first, second) => String(first).includes(String(second)),
};

function comparable(operand: RuleOperand, other: RuleOperand, scene: RuleScene): Comparable | undefined {
  if (operand.kind === 'literal') return operand.value;
  if (operand.kind === 'timestamp') return operand.epochMs;
  const text = scene.context.get(operand.key);
  if (text === undefined || scene.behaviour.contextValues === 'text') return text;
  return readAs(text, other);
}

/** A context value, read as whatever it is compared with. */
function readAs(text: string, other: RuleOperand): Comparable | undefined {
  if (other.kind === 'timestamp') return parseInstant(text);
  if (other.kind === 'context' || typeof other.value === 'string') return text;
  if (typeof other.value === 'boolean')
    return text === 'true' || text === 'false' ? text === 'true' : undefined;
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? undefined : number;
}

function textOf(operand: RuleOperand, { context }: RuleScene): string | undefined {
  if (operand.kind === 'context') return context.get(operand.key);
  return operand.kind === 'literal' ? String(operand.value) : operand.text;
}

function matches(
  text: string | undefined,
  pattern: string,
  extent: FeatureFlagBehaviour['matches'],
): boolean {
  if (text === undefined) return false;
  const compiled = compilePattern(extent === 'whole' ? `^(?:${pattern})$` : pattern);
  return compiled.ok && compiled.value(text);
}
