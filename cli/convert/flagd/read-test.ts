import type { Operators } from '../../../core/document/flag-document.ts';
import { allOf, anyOf, type Expression, NOBODY, notOf, testOf } from '../expression/expression.ts';
import { wholeVersion } from '../lenient-semver.ts';
import { isScalar } from '../scalar.ts';
import { type Logic, operationOf } from './logic.ts';
import { attributeIn, type Place, refused } from './place.ts';

/** Comparisons of numbers, by the operators that they are here. */
export const COMPARISONS: ReadonlyMap<string, 'gt' | 'gte' | 'lt' | 'lte'> = new Map([
  ['>', 'gt'],
  ['>=', 'gte'],
  ['<', 'lt'],
  ['<=', 'lte'],
]);
const MIRRORED: ReadonlyMap<string, string> = new Map([
  ['>', '<'],
  ['>=', '<='],
  ['<', '>'],
  ['<=', '>='],
]);

/** Reads an operation that looks at one attribute. */
export function readTest(place: Place, name: string, operands: readonly Logic[]): Expression {
  if (name === '!==') return notOf(readEquality(place, '===', operands));
  if (name === '!=') return notOf(readEquality(place, '==', operands));
  if (name === '===' || name === '==') return readEquality(place, name, operands);
  if (name === 'in') return readMembership(place, operands);
  if (name === 'starts_with' || name === 'ends_with') return readEnds(place, name, operands);
  if (name === 'sem_ver') return readVersion(place, operands);
  if (COMPARISONS.has(name)) return readComparison(place, name, operands);
  return refused(place, `operation ${name}`);
}

function readEquality(place: Place, name: string, operands: readonly Logic[]): Expression {
  const [left = null, right = null] = operands;
  const [value, constant] = operationOf(left) ? [left, right] : [right, left];
  const attribute = attributeIn({ ...place, logic: value });
  if (attribute === undefined) return NOBODY;
  if (constant !== null && !isScalar(constant)) return refused(place, `${name} of what is no constant`);
  if (name === '==' && (typeof constant !== 'string' || !Number.isNaN(Number(constant)))) {
    const other = constant === null ? '0 or false' : `of another type than ${JSON.stringify(constant)}`;
    const why = `flagd converts before it compares: it differs where ${attribute} is ${other}`;
    place.losses.add('approximated', place.pointer, `== of ${attribute}`, why);
  }
  return testOf(attribute, constant === null ? { exists: false } : { in: [constant] });
}

function readMembership(place: Place, [needle = null, hay = null]: readonly Logic[]): Expression {
  if (Array.isArray(hay)) {
    const attribute = attributeIn({ ...place, logic: needle });
    if (attribute === undefined) return NOBODY;
    const values: readonly Logic[] = hay;
    if (!values.every(isScalar)) return refused(place, 'in a list of what are no constants');
    return values.length === 0 ? NOBODY : testOf(attribute, { in: values });
  }
  const attribute = attributeIn({ ...place, logic: hay });
  if (attribute === undefined) return NOBODY;
  if (typeof needle !== 'string' || needle === '') return refused(place, 'in with what is no text');
  return testOf(attribute, { contains: needle });
}

function readEnds(
  place: Place,
  name: 'starts_with' | 'ends_with',
  [value = null, text]: readonly Logic[],
): Expression {
  const attribute = attributeIn({ ...place, logic: value });
  if (attribute === undefined) return NOBODY;
  if (typeof text !== 'string' || text === '') return refused(place, `${name} without a text`);
  return testOf(attribute, { [name]: text });
}

function readVersion(place: Place, [value = null, operator, version]: readonly Logic[]): Expression {
  const attribute = attributeIn({ ...place, logic: value });
  if (attribute === undefined) return NOBODY;
  const whole = wholeVersion(String(version).replace(/^[vV]/, ''));
  const test = whole === undefined ? undefined : versionTest(String(operator), whole);
  if (test === undefined) return refused(place, `sem_ver ${operator} ${JSON.stringify(version)}`);
  const why = `flagd also takes "v2.1.0", "2.1" and numbers for versions: it differs where ${attribute} is one of these`;
  place.losses.add('approximated', place.pointer, `sem_ver of ${attribute}`, why);
  if (operator !== '!=') return testOf(attribute, test);
  return allOf([notOf(testOf(attribute, test)), testOf(attribute, { semver_gte: '0.0.0-0' })]);
}

/** `-0` is the first of all pre-releases. */
function versionTest(operator: string, version: string): Operators | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  switch (operator) {
    case '=':
    case '!=':
      return { semver_gte: version, semver_lte: version };
    case '<':
      return { semver_lt: version };
    case '<=':
      return { semver_lte: version };
    case '>':
      return { semver_gt: version };
    case '>=':
      return { semver_gte: version };
    case '^':
      return { semver_gte: `${major}.0.0-0`, semver_lt: `${major + 1}.0.0-0` };
    case '~':
      return { semver_gte: `${major}.${minor}.0-0`, semver_lt: `${major}.${minor + 1}.0-0` };
    default:
      return undefined;
  }
}

/** Also with the limit first, and with one at either side. */
function readComparison(place: Place, name: string, operands: readonly Logic[]): Expression {
  const [first = null, second = null, third] = operands;
  if (third !== undefined) {
    return allOf([
      readComparison(place, name, [first, second]),
      readComparison(place, name, [second, third]),
    ]);
  }
  if (typeof first === 'number') return readComparison(place, MIRRORED.get(name) ?? name, [second, first]);
  const operator = COMPARISONS.get(name);
  const attribute = attributeIn({ ...place, logic: first });
  if (attribute === undefined) return NOBODY;
  if (operator === undefined || typeof second !== 'number') return refused(place, `${name} without a number`);
  const why = `flagd takes texts and booleans for numbers: it differs where ${attribute} is one`;
  place.losses.add('approximated', place.pointer, `${name} of ${attribute}`, why);
  const test = testOf(attribute, { [operator]: second });
  return comparesZero(operator, second) ? anyOf([test, testOf(attribute, { exists: false })]) : test;
}

/** What is missing counts as zero. */
function comparesZero(operator: string, limit: number): boolean {
  if (limit === 0) return operator.endsWith('e');
  return operator.startsWith('l') === limit > 0;
}
