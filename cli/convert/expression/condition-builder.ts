import { canonicalJson } from '../../../core/canonical-json.ts';
import type { Condition, Operators, Scalar, Test } from '../../../core/document/flag-document.ts';
import { allOf, type Expression, isNobody, notOf } from './expression.ts';

/** Whom segments are tested for: units of any of each group, and of none of the others. */
interface SegmentTest {
  readonly groups: readonly (readonly string[])[];
  readonly none: readonly string[];
}

/**
 * Says expressions as conditions. What one condition cannot say, such as two attributes of which one is enough, becomes
 * segments of its own, named `part-1`, `part-2`, …; the same part has one segment.
 */
export class ConditionBuilder {
  readonly #segments = new Map<string, Condition>();
  readonly #parts = new Map<string, string>();

  /** Those that were defined, and those that were needed. */
  get segments(): Readonly<Record<string, Condition>> {
    return Object.fromEntries(this.#segments);
  }

  has(segment: string): boolean {
    return this.#segments.has(segment);
  }

  /** Defines a segment by a name that no other has. */
  define(name: string, expression: Expression): void {
    // A place is kept at once, so that no part takes the name.
    this.#segments.set(name, {});
    this.#segments.set(name, this.conditionOf(expression));
  }

  /** The condition that holds for exactly the units of the expression. */
  conditionOf(expression: Expression): Condition {
    const tests = new Map<string, Test>();
    const groups: (readonly string[])[] = [];
    const none: string[] = [];
    if (isNobody(expression)) return { user_id: { exists: true, not: { exists: true } } };
    for (const part of expression.kind === 'all' ? expression.of : [expression]) {
      const group = this.#groupOf(part);
      if (group !== undefined) groups.push(group);
      else if (isNoneOf(part)) none.push(...(this.#groupOf(part.of) ?? [this.#part(part.of)]));
      else if (!addTest(tests, part)) groups.push([this.#part(part)]);
    }
    const segment = this.#segmentTest({ groups, none });
    const entries = segment === undefined ? [...tests] : [...tests, ['segment', segment] as const];
    return Object.fromEntries(entries);
  }

  /** Segments of which any will do; nothing for what is said by tests of an attribute, or not by segments alone. */
  #groupOf(part: Expression): readonly string[] | undefined {
    if (part.kind === 'segment') return [part.name];
    if (part.kind !== 'any' || listIn(part) !== undefined) return undefined;
    return part.of.map((one) => this.#named(one));
  }

  #named(expression: Expression): string {
    return expression.kind === 'segment' ? expression.name : this.#part(expression);
  }

  #part(expression: Expression): string {
    const condition = this.conditionOf(expression);
    const text = canonicalJson(condition);
    const known = this.#parts.get(text);
    if (known !== undefined) return known;
    let at = this.#parts.size + 1;
    while (this.#segments.has(`part-${at}`)) at += 1;
    const name = `part-${at}`;
    this.#parts.set(text, name);
    this.#segments.set(name, condition);
    return name;
  }

  #segmentTest({ groups, none }: SegmentTest): Test | undefined {
    const [first, second, ...others] = groups;
    if (first === undefined) return none.length > 0 ? { not_in: none } : undefined;
    if (others.length > 0) {
      const inner = groups.slice(1).map(anyOfSegments);
      return this.#segmentTest({ groups: [first, [this.#part(allOf(inner))]], none });
    }
    if (second === undefined && none.length === 0) return first.length === 1 ? String(first[0]) : first;
    return {
      in: first,
      ...(second && { not: { not_in: second } }),
      ...(none.length > 0 && { not_in: none }),
    };
  }
}

function anyOfSegments(names: readonly string[]): Expression {
  return { kind: 'any', of: names.map((name) => ({ kind: 'segment', name })) };
}

/** Whether units of something are meant to be left out that only segments can name. */
function isNoneOf(part: Expression): part is Extract<Expression, { readonly kind: 'not' }> {
  return part.kind === 'not' && simpleTest(part) === undefined;
}

/** Adds a test of one attribute to the others; `false` where it cannot stand beside what is tested of that attribute. */
function addTest(tests: Map<string, Test>, part: Expression): boolean {
  const simple = simpleTest(part);
  if (simple === undefined) return false;
  const before = tests.get(simple.attribute);
  const merged = before === undefined ? simple.test : mergedTests(before, simple.test);
  if (merged === undefined) return false;
  tests.set(simple.attribute, merged);
  return true;
}

function simpleTest(part: Expression): { readonly attribute: string; readonly test: Test } | undefined {
  if (part.kind === 'test') return { attribute: part.attribute, test: shortTest(part.test) };
  if (part.kind === 'any') return listIn(part);
  if (part.kind !== 'not') return undefined;
  const inner = simpleTest(part.of);
  if (inner === undefined) return undefined;
  const { attribute, test } = inner;
  return { attribute, test: Array.isArray(test) ? { not_in: test } : { not: test } };
}

/** A list of values of one attribute, any of which will do. */
function listIn(expression: Expression): { readonly attribute: string; readonly test: Test } | undefined {
  if (expression.kind !== 'any') return undefined;
  const lists = expression.of.map((one) =>
    one.kind === 'test' ? { ...one, values: valuesIn(one.test) } : undefined,
  );
  const attribute = lists[0]?.attribute;
  if (attribute === undefined || !lists.every((one) => one?.attribute === attribute && one.values))
    return undefined;
  return { attribute, test: lists.flatMap((one) => one?.values ?? []) };
}

function valuesIn(test: Test): readonly Scalar[] | undefined {
  if (typeof test !== 'object') return [test];
  if (Array.isArray(test)) return test;
  const { in: values, ...others } = test as Operators;
  return Object.keys(others).length === 0 ? values : undefined;
}

/** A value or a list in place of `in`. */
function shortTest(test: Test): Test {
  const values = valuesIn(test);
  if (values === undefined) return test;
  const [only] = values;
  return only !== undefined && values.length === 1 ? only : values;
}

/** Both tests as one object of operators; nothing where they have an operator in common. */
function mergedTests(left: Test, right: Test): Test | undefined {
  const [one, other] = [operatorsOf(left), operatorsOf(right)];
  const isShared = Object.keys(one).some((operator) => Object.hasOwn(other, operator));
  return isShared ? undefined : { ...one, ...other };
}

function operatorsOf(test: Test): Operators {
  const values = valuesIn(test);
  return values === undefined ? (test as Operators) : { in: values };
}

/** Units that have the attribute and are not those of the expression. */
export function presentAndNot(attribute: string, expression: Expression): Expression {
  return allOf([{ kind: 'test', attribute, test: { exists: true } }, notOf(expression)]);
}
