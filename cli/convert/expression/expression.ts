import type { Condition, FlagDocument, Scalar, Test } from '../../../core/document/flag-document.ts';
import { BUCKETING } from '../../../core/evaluation/predicate.ts';

/** What units have to be, taken apart: in this form conditions of every format can be said. */
export type Expression =
  | { readonly kind: 'test'; readonly attribute: string; readonly test: Test }
  /** Units of a segment. */
  | { readonly kind: 'segment'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Expression }
  /** Of nothing: everybody. */
  | { readonly kind: 'all'; readonly of: readonly Expression[] }
  /** Of nothing: nobody. */
  | { readonly kind: 'any'; readonly of: readonly Expression[] };

export const EVERYBODY: Expression = { kind: 'all', of: [] };
export const NOBODY: Expression = { kind: 'any', of: [] };

export function testOf(attribute: string, test: Test): Expression {
  return { kind: 'test', attribute, test };
}

/** Units for which all hold. Nested ones are taken in, what holds for everybody is left out. */
export function allOf(expressions: readonly Expression[]): Expression {
  const parts = expressions.flatMap((part) => (part.kind === 'all' ? part.of : [part]));
  if (parts.some(isNobody)) return NOBODY;
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind: 'all', of: parts };
}

/** Units for which any holds. Nested ones are taken in, what holds for nobody is left out. */
export function anyOf(expressions: readonly Expression[]): Expression {
  const parts = expressions.flatMap((part) => (part.kind === 'any' ? part.of : [part]));
  if (parts.some(isEverybody)) return EVERYBODY;
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind: 'any', of: parts };
}

/** All other units. */
export function notOf(expression: Expression): Expression {
  if (expression.kind === 'not') return expression.of;
  if (isEverybody(expression)) return NOBODY;
  return isNobody(expression) ? EVERYBODY : { kind: 'not', of: expression };
}

export function isEverybody(expression: Expression): boolean {
  return expression.kind === 'all' && expression.of.length === 0;
}

export function isNobody(expression: Expression): boolean {
  return expression.kind === 'any' && expression.of.length === 0;
}

/** Whom a condition holds for, what deals units to buckets left out. Operators stand alone, and `not` outside of them. */
export function expressionOf(condition: Condition): Expression {
  const entries = Object.entries(condition).filter(([key]) => !BUCKETING.has(key));
  return allOf(
    entries.map(([key, test]) =>
      key === 'segment' ? segmentExpression(test) : attributeExpression(key, test),
    ),
  );
}

/** Names of segments in an expression. */
export function segmentsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'test':
      return [];
    case 'segment':
      return [expression.name];
    case 'not':
      return segmentsIn(expression.of);
    default:
      return expression.of.flatMap(segmentsIn);
  }
}

/** Names of the document's segments, each before those that it names. */
export function segmentsOutermostFirst(segments: FlagDocument['segments']): readonly string[] {
  const innermostFirst = new Set<string>();
  const visit = (name: string): void => {
    const condition = segments[name];
    if (condition === undefined || innermostFirst.has(name)) return;
    for (const inner of segmentsIn(expressionOf(condition))) visit(inner);
    innermostFirst.add(name);
  };
  for (const name of Object.keys(segments)) visit(name);
  return [...innermostFirst].reverse();
}

function segmentExpression(test: Test): Expression {
  if (typeof test !== 'object') return { kind: 'segment', name: String(test) };
  if (isList(test)) return anyOf(test.map((name) => ({ kind: 'segment', name: String(name) })));
  return allOf(
    Object.entries(test).map(([operator, operand]) => {
      const inner = segmentExpression(operand as Test);
      return operator === 'in' ? inner : notOf(inner);
    }),
  );
}

function attributeExpression(attribute: string, test: Test): Expression {
  if (typeof test !== 'object') return testOf(attribute, { in: [test] });
  if (isList(test)) return testOf(attribute, { in: test });
  return allOf(
    Object.entries(test).map(([operator, operand]) => {
      if (operator === 'not') return notOf(attributeExpression(attribute, operand as Test));
      if (operator === 'not_in') return notOf(testOf(attribute, { in: operand as readonly Scalar[] }));
      return testOf(attribute, { [operator]: operand });
    }),
  );
}

function isList(test: Test): test is readonly Scalar[] {
  return Array.isArray(test);
}
