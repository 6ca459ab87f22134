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

/** Entries of a condition that test nothing: they say who is bucketed, and how. */
export const BUCKETING: ReadonlySet<string> = new Set(['rollout_percentage', 'bucket_by', 'salt', 'hash']);
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
        return operator === 'in' ? inner : not(inner);
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
  if (isList(test)) return membership(attribute, test);
  return allOf(
    Object.entries(test).map(([name, operand]) =>
      operatorTest(name as OperatorName, attribute, operand as never),
    ),
  );
}

function operatorTest<Name extends OperatorName>(
  name: Name,
  attribute: string,
  operand: NonNullable<Operators[Name]>,
): Predicate {
  return OPERATOR_TESTS[name](attribute, operand);
}

/**
 * `not` and `not_in` negate, so they hold for a unit that lacks the attribute; every other operator needs it. Each reads
 * its attribute itself: with one more function in between, an evaluation takes an eighth longer.
 */
const OPERATOR_TESTS: {
  readonly [Name in OperatorName]: (attribute: string, operand: NonNullable<Operators[Name]>) => Predicate;
} = {
  not: (attribute, operand) => not(attributeTest(attribute, operand)),
  in: membership,
  not_in: (attribute, operand) => not(membership(attribute, operand)),
  starts_with: (attribute, operand) => (context) => {
    const value = context[attribute];
    return typeof value === 'string' && value.startsWith(operand);
  },
  ends_with: (attribute, operand) => (context) => {
    const value = context[attribute];
    return typeof value === 'string' && value.endsWith(operand);
  },
  contains: (attribute, operand) => (context) => {
    const value = context[attribute];
    return (typeof value === 'string' || Array.isArray(value)) && value.includes(operand);
  },
  matches: (attribute, operand) => {
    const pattern = compilePattern(operand);
    return (context) => {
      const value = context[attribute];
      return typeof value === 'string' && pattern.ok && pattern.value(value);
    };
  },
  gt: (attribute, operand) => (context) => {
    const value = context[attribute];
    return typeof value === 'number' && value > operand;
  },
  gte: (attribute, operand) => (context) => {
    const value = context[attribute];
    return typeof value === 'number' && value >= operand;
  },
  lt: (attribute, operand) => (context) => {
    const value = context[attribute];
    return typeof value === 'number' && value < operand;
  },
  lte: (attribute, operand) => (context) => {
    const value = context[attribute];
    return typeof value === 'number' && value <= operand;
  },
  before: (attribute, operand) => instantTest(attribute, operand, (moment, limit) => moment < limit),
  after: (attribute, operand) => instantTest(attribute, operand, (moment, limit) => moment > limit),
  semver_gt: (attribute, operand) => semverTest(attribute, operand, (order) => order > 0),
  semver_gte: (attribute, operand) => semverTest(attribute, operand, (order) => order >= 0),
  semver_lt: (attribute, operand) => semverTest(attribute, operand, (order) => order < 0),
  semver_lte: (attribute, operand) => semverTest(attribute, operand, (order) => order <= 0),
  cidr: cidrTest,
  exists: (attribute, operand) => (context) => isPresent(context[attribute]) === operand,
};

function membership(attribute: string, list: readonly Scalar[]): Predicate {
  const members = new Set<unknown>(list);
  return (context) => members.has(context[attribute]);
}

function not(predicate: Predicate): Predicate {
  return (context, nowMs) => !predicate(context, nowMs);
}

function instantTest(
  attribute: string,
  operand: string,
  holds: (moment: number, limit: number) => boolean,
): Predicate {
  const limit = Number(parseInstant(operand));
  return (context) => {
    const value = context[attribute];
    const moment = typeof value === 'string' ? parseInstant(value) : undefined;
    return moment !== undefined && holds(moment, limit);
  };
}

function semverTest(attribute: string, operand: string, holds: (order: number) => boolean): Predicate {
  const reference = parseSemver(operand);
  return (context) => {
    const value = context[attribute];
    const order = typeof value === 'string' && reference ? compareSemverText(value, reference) : undefined;
    return order !== undefined && holds(order);
  };
}

function cidrTest(attribute: string, operand: string | readonly string[]): Predicate {
  const texts = typeof operand === 'string' ? [operand] : operand;
  const blocks = texts.map(parseCidr).filter((block): block is AddressBlock => block !== undefined);
  return (context) => {
    const value = context[attribute];
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
