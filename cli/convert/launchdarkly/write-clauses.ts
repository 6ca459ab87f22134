import type { FlagDocument, Operators, Test } from '../../../core/document/flag-document.ts';
import type { OperatorName } from '../../../core/document/operators.ts';
import { segmentNamed } from '../../../core/document/segments.ts';
import { anyOf, type Expression, expressionOf, isNobody, notOf, testOf } from '../expression/expression.ts';
import type { Report } from '../loss-list.ts';
import { ofMissing, theirAttribute } from './attributes.ts';
import type { Fields } from './fields.ts';

interface WrittenSegment {
  readonly segment: Fields;
  readonly losses: readonly Parameters<Report>[];
}

/** Says expressions as clauses that must all hold. Whatever a clause cannot say becomes a segment, `part-1`, `part-2`, …. */
export class ClauseWriter {
  readonly #segments: FlagDocument['segments'];
  readonly #written = new Map<string, WrittenSegment>();

  constructor(segments: FlagDocument['segments']) {
    this.#segments = segments;
  }

  /** Segments that clauses name. */
  get segments(): Readonly<Record<string, Fields>> {
    return Object.fromEntries([...this.#written].map(([key, { segment }]) => [key, segment]));
  }

  /** What comes back where something was refused means nothing. */
  write(expression: Expression, report: Report): readonly Fields[] {
    if (isNobody(expression)) return [{ attribute: 'key', op: 'in', values: [], negate: false }];
    switch (expression.kind) {
      case 'test':
        return this.#test(expression.attribute, expression.test, report);
      case 'all':
        return expression.of.flatMap((part) => this.write(part, report));
      case 'segment':
      case 'any':
        return [this.#match(expression, false, report)];
      case 'not':
        return [this.#match(expression.of, true, report)];
    }
  }

  /** A clause for the users of segments, or for everybody else. */
  #match(expression: Expression, negate: boolean, report: Report): Fields {
    const parts = expression.kind === 'any' ? expression.of : [expression];
    const isNamed = parts.every(({ kind }) => kind === 'segment');
    const values = isNamed ? parts.map((part) => this.#named(part, report)) : [this.#part(parts, report)];
    return { attribute: '', op: 'segmentMatch', values, negate };
  }

  #named(part: Expression, report: Report): string {
    const name = part.kind === 'segment' ? part.name : '';
    const known = this.#written.get(name) ?? this.#define(name);
    for (const loss of known.losses) report(...loss);
    return name;
  }

  #define(name: string): WrittenSegment {
    const losses: Parameters<Report>[] = [];
    const expression = expressionOf(segmentNamed(name, this.#segments));
    const rules = this.#rules(expression.kind === 'any' ? expression.of : [expression], (effect, what, why) =>
      losses.push([effect, `${what}, in segment ${name}`, why]),
    );
    const written = { segment: segmentOf(name, rules), losses };
    this.#written.set(name, written);
    return written;
  }

  #part(parts: readonly Expression[], report: Report): string {
    const rules = this.#rules(parts, report);
    const isSame = ([, { segment }]: [string, WrittenSegment]): boolean =>
      JSON.stringify(segment.rules) === JSON.stringify(rules);
    const known = [...this.#written].find((entry) => entry[0].startsWith('part-') && isSame(entry));
    if (known) return known[0];
    let at = 1;
    while (this.#written.has(`part-${at}`) || Object.hasOwn(this.#segments, `part-${at}`)) at += 1;
    const key = `part-${at}`;
    this.#written.set(key, { segment: segmentOf(key, rules), losses: [] });
    return key;
  }

  #rules(parts: readonly Expression[], report: Report): readonly Fields[] {
    return parts.map((part) => ({ clauses: this.write(part, report) }));
  }

  #test(attribute: string, test: Test, report: Report): readonly Fields[] {
    const named = theirAttribute(attribute);
    if ('problem' in named) {
      report('refused', `attribute ${attribute}`, named.problem);
      return [];
    }
    const [[name, operand] = ['exists', true] as const] = Object.entries(test as Operators);
    const operator = name as OperatorName;
    const difference = DIFFERENCES[operator];
    if (difference) {
      report(
        'approximated',
        `${operator} of ${attribute}`,
        `${difference}: it differs where ${attribute} is one`,
      );
    }
    const missing = ofMissing(attribute);
    const isOfFalse = operator === 'exists' || (Array.isArray(operand) && operand.includes(false));
    if (missing && isOfFalse) report('approximated', `attribute ${attribute}`, missing);
    if (operator === 'exists' && operand === false) {
      return this.write(notOf(testOf(attribute, { exists: true })), report);
    }
    if (operator === 'semver_gte' || operator === 'semver_lte') {
      const beyond = operator === 'semver_gte' ? 'semver_gt' : 'semver_lt';
      // The cast: no flag document has this operator, only a clause.
      const equal = { [EQUAL_VERSION]: operand } as Test;
      const either = [testOf(attribute, { [beyond]: operand }), testOf(attribute, equal)];
      // What differs has been told of the operator itself.
      return this.write(anyOf(either), () => {});
    }
    return [clauseOf(named.name, attribute, operator, operand, report)];
  }
}

/** What `semver_gte` has beyond `semver_gt`: no operator of a flag document. */
const EQUAL_VERSION = 'semver_equal';

/** LaunchDarkly's operators for ours. */
const OPERATORS: Readonly<Record<string, string>> = {
  in: 'in',
  starts_with: 'startsWith',
  ends_with: 'endsWith',
  contains: 'contains',
  matches: 'matches',
  gt: 'greaterThan',
  gte: 'greaterThanOrEqual',
  lt: 'lessThan',
  lte: 'lessThanOrEqual',
  before: 'before',
  after: 'after',
  semver_gt: 'semVerGreaterThan',
  semver_lt: 'semVerLessThan',
  [EQUAL_VERSION]: 'semVerEqual',
};

function clauseOf(theirs: string, ours: string, operator: string, operand: unknown, report: Report): Fields {
  // Nothing is in no values, and only what is missing is not outside of them.
  if (operator === 'exists') return { attribute: theirs, op: 'in', values: [], negate: true };
  const op = OPERATORS[operator];
  if (op === undefined) report('refused', `${operator} of ${ours}`, 'LaunchDarkly has no such operator');
  return { attribute: theirs, op, values: Array.isArray(operand) ? operand : [operand], negate: false };
}

/** For whom an operator differs, whatever its operand. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  semver_gt: 'LaunchDarkly also takes "2.1" for a version',
  semver_gte: 'LaunchDarkly also takes "2.1" for a version',
  semver_lt: 'LaunchDarkly also takes "2.1" for a version',
  semver_lte: 'LaunchDarkly also takes "2.1" for a version',
  before: 'LaunchDarkly also takes numbers (milliseconds) for moments, and no days',
  after: 'LaunchDarkly also takes numbers (milliseconds) for moments, and no days',
};

function segmentOf(key: string, rules: readonly Fields[]): Fields {
  return { key, version: 1, included: [], excluded: [], salt: key, rules };
}
