import type { Test } from '../../../core/document/flag-document.ts';
import { compilePattern } from '../../../core/pattern/pattern.ts';
import { parseInstant } from '../../../core/time/iso8601.ts';
import { presentAndNot } from '../expression/condition-builder.ts';
import { anyOf, EVERYBODY, type Expression, NOBODY, notOf, testOf } from '../expression/expression.ts';
import { wholeVersion } from '../lenient-semver.ts';
import { isScalar } from '../scalar.ts';
import { ofMissing, ourAttribute } from './attributes.ts';
import { listIn, type Place } from './fields.ts';
import type { SegmentReader } from './read-segment.ts';

/** Texts that LaunchDarkly takes for moments. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d(:\d\d)?)/;

/** Reads one clause of a rule. */
export function readClause(place: Place, segments: SegmentReader): Expression {
  const { fields, pointer, losses } = place;
  const { op, negate, contextKind, attribute } = fields;
  if (op === 'segmentMatch') {
    const match = anyOf(listIn(fields, 'values').map((key) => segments.read(String(key), place)));
    return negate === true ? notOf(match) : match;
  }
  if (contextKind !== undefined && contextKind !== 'user') {
    return refused(place, `a clause of contexts of kind ${contextKind}`, 'a flag document knows users only');
  }
  if (attribute === 'kind') return readKind(place);
  const named = ourAttribute(String(attribute ?? ''), contextKind !== undefined);
  if ('problem' in named) return refused(place, `attribute ${attribute}`, named.problem);
  const operator = String(op);
  const test = Object.hasOwn(TESTS, operator) ? TESTS[operator] : undefined;
  if (test === undefined) return refused(place, `operator ${op}`, 'there is no such operator here');
  const expression = anyOf(test(named.name, { place, values: listIn(fields, 'values') }));
  const difference = DIFFERENCES[operator];
  if (difference) losses.add('approximated', pointer, `${op} of ${named.name}`, difference(named.name));
  const missing = ofMissing(named.name);
  const isOfFalse = op === 'in' && listIn(fields, 'values').includes(false);
  if (missing && isOfFalse !== (negate === true)) {
    losses.add('approximated', pointer, `attribute ${named.name}`, missing);
  }
  // What LaunchDarkly does not know of a user is in no clause, negated or not.
  return negate === true ? presentAndNot(named.name, expression) : expression;
}

interface Values {
  readonly place: Place;
  readonly values: readonly unknown[];
}

/** What each operator tests; values of another type than the operator's never match. */
const TESTS: Readonly<Record<string, (attribute: string, given: Values) => readonly Expression[]>> = {
  in: (attribute, { place, values }) => {
    if (!values.every(isScalar))
      refused(place, 'a list or an object among values', 'values are texts, numbers or booleans');
    const scalars = values.filter(isScalar);
    return scalars.length === 0 ? [] : [testOf(attribute, { in: scalars })];
  },
  startsWith: (attribute, given) => textTests(attribute, 'starts_with', given),
  endsWith: (attribute, given) => textTests(attribute, 'ends_with', given),
  contains: (attribute, given) => textTests(attribute, 'contains', given),
  matches: (attribute, { place, values }) =>
    values.flatMap((pattern) => {
      if (typeof pattern !== 'string' || !isPattern(pattern)) return [];
      const compiled = compilePattern(pattern);
      if (!compiled.ok) refused(place, `pattern ${pattern}`, compiled.problems[0] ?? 'it is refused');
      return [testOf(attribute, { matches: pattern })];
    }),
  lessThan: (attribute, given) => numberTests(attribute, 'lt', given),
  lessThanOrEqual: (attribute, given) => numberTests(attribute, 'lte', given),
  greaterThan: (attribute, given) => numberTests(attribute, 'gt', given),
  greaterThanOrEqual: (attribute, given) => numberTests(attribute, 'gte', given),
  before: (attribute, given) => momentTests(attribute, 'before', given),
  after: (attribute, given) => momentTests(attribute, 'after', given),
  semVerEqual: (attribute, given) =>
    versionTests(attribute, given, (is) => ({ semver_gte: is, semver_lte: is })),
  semVerLessThan: (attribute, given) => versionTests(attribute, given, (limit) => ({ semver_lt: limit })),
  semVerGreaterThan: (attribute, given) => versionTests(attribute, given, (limit) => ({ semver_gt: limit })),
};

/** For whom an operator differs, whatever its values. */
const DIFFERENCES: Readonly<Record<string, (attribute: string) => string>> = {
  before: momentDifference,
  after: momentDifference,
  semVerEqual: versionDifference,
  semVerLessThan: versionDifference,
  semVerGreaterThan: versionDifference,
};

function momentDifference(attribute: string): string {
  return `LaunchDarkly also takes numbers (milliseconds) for moments, and no days: it differs where ${attribute} is a number or a day`;
}

function versionDifference(attribute: string): string {
  return `LaunchDarkly also takes "2.1" for a version: it differs where ${attribute} is cut short so`;
}

function textTests(attribute: string, operator: string, { place, values }: Values): readonly Expression[] {
  return values.flatMap((text) => {
    if (typeof text !== 'string') return [];
    if (text === '') refused(place, `${operator} of nothing`, 'here it needs a text');
    return [testOf(attribute, { [operator]: text })];
  });
}

function numberTests(attribute: string, operator: string, { values }: Values): readonly Expression[] {
  return values.flatMap((limit) =>
    typeof limit === 'number' ? [testOf(attribute, { [operator]: limit })] : [],
  );
}

function momentTests(attribute: string, operator: string, { place, values }: Values): readonly Expression[] {
  return values.flatMap((limit) => {
    const isMoment = typeof limit === 'number' || (typeof limit === 'string' && MOMENT.test(limit));
    if (!isMoment) return [];
    const moment = new Date(typeof limit === 'string' ? Date.parse(limit) : limit);
    const text = Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
    if (parseInstant(text) === undefined)
      refused(place, `the moment ${limit}`, 'moments are of the years 0 to 9999');
    return [testOf(attribute, { [operator]: text })];
  });
}

function versionTests(
  attribute: string,
  { values }: Values,
  test: (version: string) => Test,
): readonly Expression[] {
  return values.flatMap((version) => {
    const whole = typeof version === 'string' ? wholeVersion(version) : undefined;
    return whole === undefined ? [] : [testOf(attribute, test(whole))];
  });
}

/** Every context here is of kind user. */
function readKind(place: Place): Expression {
  const { op, negate } = place.fields;
  if (op !== 'in') return refused(place, `operator ${op} of the kind`, 'a flag document knows users only');
  const isUser = listIn(place.fields, 'values').includes('user');
  return isUser === (negate === true) ? NOBODY : EVERYBODY;
}

function refused({ pointer, losses }: Place, what: string, why: string): Expression {
  losses.add('refused', pointer, what, why);
  return NOBODY;
}

/** One that is none matches nothing in LaunchDarkly. */
function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
