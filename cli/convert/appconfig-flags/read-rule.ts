import type { Scalar } from '../../../core/document/flag-document.ts';
import { compilePattern } from '../../../core/pattern/pattern.ts';
import { attributeProblem } from '../attribute-name.ts';
import { presentAndNot } from '../expression/condition-builder.ts';
import { allOf, anyOf, type Expression, NOBODY, notOf, testOf } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import { printRule } from './print-rule.ts';
import type { BinaryOperator, RuleOperand, SplitOperator, VariantRule } from './rule.ts';

/** Where a rule stands, and what takes down that it cannot be said in a condition. */
export interface RulePlace {
  readonly pointer: string;
  readonly losses: LossList;
}

/** Whom a rule is for, and the share of them that it takes. */
export interface ReadRule {
  readonly holds: Expression;
  readonly split?: SplitOperator;
}

/** A rule taken apart: a condition, and at most one share that it asks for besides. Nothing else can be refused later. */
export function readRule(rule: VariantRule, place: RulePlace): ReadRule {
  const parts = conjuncts(rule);
  const [split, ...more] = parts.filter((part) => part.kind === 'split');
  if (more.length > 0) refuse(place, 'several splits in one rule', 'a rule has one percentage');
  const rest = parts.filter((part) => part.kind !== 'split');
  return {
    holds: allOf(rest.map((part) => expressionFor(part, place))),
    ...(split && { split }),
  };
}

function conjuncts(rule: VariantRule): readonly VariantRule[] {
  return rule.kind === 'and' ? rule.of.flatMap(conjuncts) : [rule];
}

function expressionFor(rule: VariantRule, place: RulePlace): Expression {
  switch (rule.kind) {
    case 'and':
      return allOf(rule.of.map((part) => expressionFor(part, place)));
    case 'or':
      return anyOf(rule.of.map((part) => expressionFor(part, place)));
    case 'not':
      return notOf(expressionFor(rule.of, place));
    case 'exists':
      return testOf(attribute(rule.key, place), { exists: true });
    case 'split':
      return refuse(place, printRule(rule), 'a percentage cannot stand inside "or" or "not"');
    case 'in':
      return member(rule.subject, rule.list, place);
    case 'matches':
      return matching(rule.subject, rule.pattern, place);
    case 'binary':
      return comparison(rule.operator, rule.left, rule.right, place);
  }
}

const TURNED: Readonly<Partial<Record<BinaryOperator, BinaryOperator>>> = {
  ...{ eq: 'eq', gt: 'lt', gte: 'lte', lt: 'gt', lte: 'gte' },
};

function comparison(
  operator: BinaryOperator,
  left: RuleOperand,
  right: RuleOperand,
  place: RulePlace,
): Expression {
  const turned = TURNED[operator];
  if (left.kind !== 'context' && right.kind === 'context' && turned !== undefined) {
    return comparison(turned, right, left, place);
  }
  const what = printRule({ kind: 'binary', operator, left, right });
  if (left.kind !== 'context' || right.kind === 'context') {
    return refuse(place, what, 'a condition compares an attribute with a constant');
  }
  const name = attribute(left.key, place);
  const read =
    right.kind === 'timestamp'
      ? momentTest(name, operator, right.text)
      : COMPARISONS[operator](name, right.value);
  return read ?? refuse(place, what, 'a condition has no such comparison');
}

const COMPARISONS: Readonly<Record<BinaryOperator, (name: string, value: Scalar) => Expression | undefined>> =
  {
    eq: (name, value) => testOf(name, { in: [value] }),
    gt: (name, value) => (typeof value === 'number' ? testOf(name, { gt: value }) : undefined),
    gte: (name, value) => (typeof value === 'number' ? testOf(name, { gte: value }) : undefined),
    lt: (name, value) => (typeof value === 'number' ? testOf(name, { lt: value }) : undefined),
    lte: (name, value) => (typeof value === 'number' ? testOf(name, { lte: value }) : undefined),
    begins_with: (name, value) => textTest(name, value, (text) => ({ starts_with: text })),
    ends_with: (name, value) => textTest(name, value, (text) => ({ ends_with: text })),
    contains: (name, value) => textTest(name, value, (text) => ({ contains: text })),
  };

/** Every text begins with nothing. */
function textTest(name: string, value: Scalar, test: (text: string) => object): Expression | undefined {
  if (typeof value !== 'string') return undefined;
  return testOf(name, value === '' ? { exists: true } : test(value));
}

function momentTest(name: string, operator: BinaryOperator, text: string): Expression | undefined {
  // A flag document takes no month or year for a moment.
  const day = /^(\d{4})(?:-(\d{2}))?T?$/.exec(text);
  const moment = day === null ? text.replace(/T$/, '') : `${day[1]}-${day[2] ?? '01'}-01`;
  switch (operator) {
    case 'lt':
      return testOf(name, { before: moment });
    case 'gt':
      return testOf(name, { after: moment });
    case 'lte':
      return presentAndNot(name, testOf(name, { after: moment }));
    case 'gte':
      return presentAndNot(name, testOf(name, { before: moment }));
    default:
      return undefined;
  }
}

function member(subject: RuleOperand, list: readonly RuleOperand[], place: RulePlace): Expression {
  if (subject.kind !== 'context') {
    return refuse(place, printRule({ kind: 'in', subject, list }), 'a condition tests an attribute');
  }
  const name = attribute(subject.key, place);
  const values = list.map((entry) => (entry.kind === 'literal' ? entry.value : undefined));
  const scalars = values.filter((value) => value !== undefined);
  if (scalars.length < values.length)
    return refuse(place, `moments in a list for ${name}`, 'a list holds values');
  return scalars.length === 0 ? NOBODY : testOf(name, { in: scalars });
}

function matching(subject: RuleOperand, pattern: string, place: RulePlace): Expression {
  const what = printRule({ kind: 'matches', subject, pattern });
  const compiled = compilePattern(pattern);
  if (subject.kind !== 'context') return refuse(place, what, 'a condition tests an attribute');
  if (!compiled.ok || pattern === '') return refuse(place, what, 'a flag document takes no such pattern');
  const name = attribute(subject.key, place);
  const why = `AppConfig does not say how it reads a pattern: it may differ wherever ${name} is given`;
  place.losses.add('approximated', place.pointer, what, why);
  return testOf(name, { matches: pattern });
}

function attribute(name: string, place: RulePlace): string {
  const problem = attributeProblem(name);
  if (problem !== undefined) refuse(place, `attribute ${name}`, problem);
  return name;
}

function refuse({ pointer, losses }: RulePlace, what: string, why: string): Expression {
  losses.add('refused', pointer, what, why);
  return NOBODY;
}
