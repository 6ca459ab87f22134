import type { Condition, FlagDocument, Operators, Scalar, Test } from '../document/flag-document.ts';
import type { OperatorName } from '../document/operators.ts';
import { segmentNamed } from '../document/segments.ts';
import { compilePattern } from '../pattern/pattern.ts';
import { parseInstant } from '../time/iso8601.ts';
import { type AddressBlock, blockContains, parseAddress, parseCidr } from './cidr.ts';
import type { EvaluationContext } from './decision.ts';
import { compareSemverText, parseSemver } from './semver.ts';

/** Whether a condition holds for a unit at a moment (epoch milliseconds). */
export type Predicate = (context: EvaluationContext, nowMs: number) => boolean;

/** Whether one attribute's value passes; a missing attribute is `undefined`. */
type ValueTest = (value: unknown) => boolean;

const BUCKETING = new Set(['rollout_percentage', 'bucket_by', 'salt']);
const ALWAYS: Predicate = () => true;

/** Compiles the conditions of one document; each segment is compiled once. */
export class PredicateCompiler {
  readonly #segments: FlagDocument['segments'];
  readonly #compiled = new Map<string, Predicate>();

  constructor(segments: FlagDocument['segments']) {
    this.#segments = segments;
  }

  /** All entries of the condition but those that bucket. */
  compile(condition: Condition): Predicate {
    const tests = Object.entries(condition)
      .filter(([key]) => !BUCKETING.has(key))
      .map(([key, test]) => (key === 'segment' ? this.#segmentTest(test) : attributeTest(key, test)));
    return allOf(tests);
  }

  #segmentTest(test: Test): Predicate {
    if (typeof test === 'string') return this.#segment(test);
    if (isList(test)) return anyOf(test.map((name) => this.#segment(String(name))));
    return allOf(
      Object.entries(test as Operators).map(([operator, operand]) => {
        const inner = this.#segmentTest(operand as Test);
        return operator === 'in' ? inner : (context, nowMs) => !inner(context, nowMs);
      }),
    );
  }

  #segment(name: string): Predicate {
    const known = this.#compiled.get(name);
    if (known) return known;
    const predicate = this.compile(segmentNamed(name, this.#segments));
    this.#compiled.set(name, predicate);
    return predicate;
  }
}

function attributeTest(attribute: string, test: Test): Predicate {
  if (typeof test !== 'object') return (context) => context[attribute] === test;
  if (isList(test)) {
    const members = new Set<unknown>(test);
    return (context) => members.has(context[attribute]);
  }
  const passes = valueTest(test);
  return (context) => passes(context[attribute]);
}

function valueTest(test: Test): ValueTest {
  if (isList(test)) return membership(test);
  if (typeof test !== 'object') return (value) => value === test;
  const tests = Object.entries(test).map(([name, operand]) =>
    operatorTest(name as OperatorName, operand as never),
  );
  const [only] = tests;
  return tests.length === 1 && only ? only : (value) => tests.every((passes) => passes(value));
}

function operatorTest<Name extends OperatorName>(
  name: Name,
  operand: NonNullable<Operators[Name]>,
): ValueTest {
  return OPERATOR_TESTS[name](operand);
}

/** `not` and `not_in` negate, so they hold for a unit that lacks the attribute; every other operator needs it. */
const OPERATOR_TESTS: {
  readonly [Name in OperatorName]: (operand: NonNullable<Operators[Name]>) => ValueTest;
} = {
  not: (operand) => {
    const passes = valueTest(operand);
    return (value) => !passes(value);
  },
  in: membership,
  not_in: (operand) => {
    const isMember = membership(operand);
    return (value) => !isMember(value);
  },
  starts_with: (operand) => (value) => typeof value === 'string' && value.startsWith(operand),
  ends_with: (operand) => (value) => typeof value === 'string' && value.endsWith(operand),
  contains: (operand) => (value) =>
    (typeof value === 'string' || Array.isArray(value)) && value.includes(operand),
  matches: (operand) => {
    const pattern = compilePattern(operand);
    return (value) => typeof value === 'string' && pattern.ok && pattern.value(value);
  },
  gt: (operand) => (value) => typeof value === 'number' && value > operand,
  gte: (operand) => (value) => typeof value === 'number' && value >= operand,
  lt: (operand) => (value) => typeof value === 'number' && value < operand,
  lte: (operand) => (value) => typeof value === 'number' && value <= operand,
  before: (operand) => instantTest(operand, (moment, limit) => moment < limit),
  after: (operand) => instantTest(operand, (moment, limit) => moment > limit),
  semver_gt: (operand) => semverTest(operand, (order) => order > 0),
  semver_gte: (operand) => semverTest(operand, (order) => order >= 0),
  semver_lt: (operand) => semverTest(operand, (order) => order < 0),
  semver_lte: (operand) => semverTest(operand, (order) => order <= 0),
  cidr: cidrTest,
  exists: (operand) => (value) => isPresent(value) === operand,
};

function membership(list: readonly Scalar[]): ValueTest {
  const members = new Set<unknown>(list);
  return (value) => members.has(value);
}

function instantTest(operand: string, holds: (moment: number, limit: number) => boolean): ValueTest {
  const limit = Number(parseInstant(operand));
  return (value) => {
    const moment = typeof value === 'string' ? parseInstant(value) : undefined;
    return moment !== undefined && holds(moment, limit);
  };
}

function semverTest(operand: string, holds: (order: number) => boolean): ValueTest {
  const reference = parseSemver(operand);
  return (value) => {
    const order = typeof value === 'string' && reference ? compareSemverText(value, reference) : undefined;
    return order !== undefined && holds(order);
  };
}

function cidrTest(operand: string | readonly string[]): ValueTest {
  const texts = typeof operand === 'string' ? [operand] : operand;
  const blocks = texts.map(parseCidr).filter((block): block is AddressBlock => block !== undefined);
  return (value) => {
    const address = typeof value === 'string' ? parseAddress(value) : undefined;
    return address !== undefined && blocks.some((block) => blockContains(block, address));
  };
}

/** What an attribute may be: a scalar, or a list (for `contains`); `null` and objects, also those every object inherits, are absent. */
function isPresent(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    Array.isArray(value)
  );
}

function allOf(predicates: readonly Predicate[]): Predicate {
  const [first, second] = predicates;
  if (!first) return ALWAYS;
  if (!second) return first;
  if (predicates.length === 2) return (context, nowMs) => first(context, nowMs) && second(context, nowMs);
  return (context, nowMs) => predicates.every((predicate) => predicate(context, nowMs));
}

function anyOf(predicates: readonly Predicate[]): Predicate {
  return (context, nowMs) => predicates.some((predicate) => predicate(context, nowMs));
}

function isList(test: unknown): test is readonly Scalar[] {
  return Array.isArray(test);
}
