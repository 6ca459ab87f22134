import type { FlagDocument, Operators, Scalar, Test } from '../../../core/document/flag-document.ts';
import type { OperatorName } from '../../../core/document/operators.ts';
import { segmentNamed } from '../../../core/document/segments.ts';
import { parseInstant } from '../../../core/time/iso8601.ts';
import { type Expression, expressionOf } from '../expression/expression.ts';
import type { Report } from '../loss-list.ts';
import { type BinaryOperator, CONTEXT_KEY, type RuleOperand, type VariantRule } from './rule.ts';

/** A rule, or whether it holds for everybody. */
export type WrittenRule = VariantRule | boolean;

/** Says expressions as rules of variants; segments are written out. What comes back where something was refused means nothing. */
export class RuleWriter {
  readonly #segments: FlagDocument['segments'];

  constructor(segments: FlagDocument['segments']) {
    this.#segments = segments;
  }

  /**
   * A rule for exactly the units of the expression. `not` is moved inwards, to stand at tests of one attribute: there it
   * is clear what it means for units without the attribute, which AppConfig does not say.
   */
  write(expression: Expression, report: Report, isNegated = false): WrittenRule {
    switch (expression.kind) {
      case 'not':
        return this.write(expression.of, report, !isNegated);
      case 'segment': {
        const segment = expressionOf(segmentNamed(expression.name, this.#segments));
        return this.write(segment, report, isNegated);
      }
      case 'test': {
        const rule = testRule(expression.attribute, expression.test, report);
        return isNegated ? negated(expression.attribute, rule) : rule;
      }
      default: {
        const parts = expression.of.map((part) => this.write(part, report, isNegated));
        return (expression.kind === 'all') === isNegated ? anyRule(parts) : allRules(parts);
      }
    }
  }
}

/** Rules that must all hold, two at a time as the guide has them. */
export function allRules(parts: readonly WrittenRule[]): WrittenRule {
  if (parts.includes(false)) return false;
  const rules = parts.filter((part) => typeof part !== 'boolean');
  return joined('and', rules) ?? true;
}

function anyRule(parts: readonly WrittenRule[]): WrittenRule {
  if (parts.includes(true)) return true;
  const rules = parts.filter((part) => typeof part !== 'boolean');
  return joined('or', rules) ?? false;
}

function joined(kind: 'and' | 'or', rules: readonly VariantRule[]): VariantRule | undefined {
  const [first, ...others] = rules;
  const rest = first && joined(kind, others);
  return first && rest ? { kind, of: [first, rest] } : first;
}

/** Holds for units without the attribute too, as `not` does in a flag document. */
function negated(attribute: string, rule: VariantRule): VariantRule {
  const isNot: VariantRule = { kind: 'not', of: rule };
  if (rule.kind === 'exists') return isNot;
  return { kind: 'or', of: [{ kind: 'not', of: { kind: 'exists', key: attribute } }, isNot] };
}

function testRule(attribute: string, test: Test, report: Report): VariantRule {
  if (!CONTEXT_KEY.test(attribute)) {
    const why = 'rules name attributes of letters, digits and underscores';
    report('refused', `attribute ${attribute}`, why);
  }
  // An expression has one operator a test.
  const [[name, operand] = ['exists', true]] = Object.entries(test as Operators);
  return operatorRule(name as OperatorName, attribute, operand as never, report);
}

const TESTS: {
  readonly [Name in OperatorName]?: (
    subject: RuleOperand & { readonly kind: 'context' },
    operand: NonNullable<Operators[Name]>,
  ) => VariantRule;
} = {
  in: (subject, list) => memberOf(subject, list),
  starts_with: (subject, text) => binary('begins_with', subject, text),
  ends_with: (subject, text) => binary('ends_with', subject, text),
  contains: (subject, text) => binary('contains', subject, text),
  matches: (subject, pattern) => ({ kind: 'matches', subject, pattern }),
  gt: (subject, limit) => binary('gt', subject, limit),
  gte: (subject, limit) => binary('gte', subject, limit),
  lt: (subject, limit) => binary('lt', subject, limit),
  lte: (subject, limit) => binary('lte', subject, limit),
  before: (subject, moment) => ({ kind: 'binary', operator: 'lt', left: subject, right: momentOf(moment) }),
  after: (subject, moment) => ({ kind: 'binary', operator: 'gt', left: subject, right: momentOf(moment) }),
  exists: ({ key }, isThere) =>
    isThere ? { kind: 'exists', key } : { kind: 'not', of: { kind: 'exists', key } },
};

function operatorRule<Name extends OperatorName>(
  name: Name,
  attribute: string,
  operand: NonNullable<Operators[Name]>,
  report: Report,
): VariantRule {
  const write = TESTS[name];
  if (write === undefined) {
    report('refused', `${name} of ${attribute}`, 'rules have no such operator');
    return { kind: 'exists', key: attribute };
  }
  if (name === 'matches') {
    const why = `AppConfig does not say how it reads a pattern: it may differ wherever ${attribute} is given`;
    report('approximated', `matches of ${attribute}`, why);
  }
  return write({ kind: 'context', key: attribute }, operand);
}

function memberOf(subject: RuleOperand, list: readonly Scalar[]): VariantRule {
  const [only] = list;
  if (only !== undefined && list.length === 1) return binary('eq', subject, only);
  return { kind: 'in', subject, list: list.map((value) => ({ kind: 'literal', value })) };
}

function binary(operator: BinaryOperator, left: RuleOperand, value: Scalar): VariantRule {
  return { kind: 'binary', operator, left, right: { kind: 'literal', value } };
}

function momentOf(text: string): RuleOperand {
  return { kind: 'timestamp', text, epochMs: Number(parseInstant(text)) };
}
