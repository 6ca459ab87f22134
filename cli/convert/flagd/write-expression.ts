import type { FlagDocument, Operators, Scalar, Test } from '../../../core/document/flag-document.ts';
import type { OperatorName } from '../../../core/document/operators.ts';
import { segmentNamed } from '../../../core/document/segments.ts';
import { type Expression, expressionOf, isEverybody, isNobody } from '../expression/expression.ts';
import type { Report } from '../loss-list.ts';
import { conjunction, isNumber, isText, type Logic, TARGETING_KEY, variable } from './logic.ts';

/** A segment in JsonLogic, and what was lost of it, which every flag that names it loses too. */
interface WrittenSegment {
  readonly logic: Logic;
  readonly losses: readonly Parameters<Report>[];
}

/** Patterns by which `String.replaceAll` puts in something else; flagd's evaluator in JavaScript resolves references by it. */
const REPLACED = /\$[$&`']/;

/** Says expressions in JsonLogic, and segments as flagd's shared evaluators. */
export class ExpressionWriter {
  readonly #segments: FlagDocument['segments'];
  readonly #written = new Map<string, WrittenSegment>();

  constructor(segments: FlagDocument['segments']) {
    this.#segments = segments;
  }

  /** `$evaluators` of those segments that were named and can be referred to. */
  get evaluators(): ReadonlyMap<string, Logic> {
    const shared = [...this.#written].filter(([, { logic }]) => isShareable(logic));
    return new Map(shared.map(([name, { logic }]) => [name, logic]));
  }

  /** Whether the expression holds; what comes back where something was refused means nothing. */
  write(expression: Expression, report: Report): Logic {
    if (isEverybody(expression)) return true;
    if (isNobody(expression)) return false;
    switch (expression.kind) {
      case 'test':
        return writeTest(expression.attribute, expression.test, report);
      case 'segment':
        return this.#reference(expression.name, report);
      case 'not':
        return { '!': [this.write(expression.of, report)] };
      case 'all':
        return conjunction(expression.of.map((part) => this.write(part, report)));
      case 'any':
        return { or: expression.of.map((part) => this.write(part, report)) };
    }
  }

  #reference(name: string, report: Report): Logic {
    const { logic, losses } = this.#segment(name);
    for (const loss of losses) report(...loss);
    return isShareable(logic) ? { $ref: name } : logic;
  }

  #segment(name: string): WrittenSegment {
    const known = this.#written.get(name);
    if (known) return known;
    const losses: Parameters<Report>[] = [];
    const logic = this.write(expressionOf(segmentNamed(name, this.#segments)), (effect, what, why) =>
      losses.push([effect, `${what}, in segment ${name}`, why]),
    );
    const written = { logic, losses };
    this.#written.set(name, written);
    return written;
  }
}

function isShareable(logic: Logic): boolean {
  return typeof logic === 'object' && !REPLACED.test(JSON.stringify(logic));
}

/** Operators that JsonLogic has words for. */
const TESTS: {
  readonly [Name in OperatorName]?: (value: Logic, operand: NonNullable<Operators[Name]>) => Logic;
} = {
  in: (value, list) => (list.length === 1 ? { '===': [value, list[0] as Scalar] } : { in: [value, list] }),
  starts_with: (value, text) => ({ starts_with: [value, text] }),
  ends_with: (value, text) => ({ ends_with: [value, text] }),
  contains: (value, text) => ({
    or: [{ and: [...isText(value), { in: [text, value] }] }, { in: [text, { merge: [value] }] }],
  }),
  gt: (value, limit) => ({ and: [...isNumber(value), { '>': [value, limit] }] }),
  gte: (value, limit) => ({ and: [...isNumber(value), { '>=': [value, limit] }] }),
  lt: (value, limit) => ({ and: [...isNumber(value), { '<': [value, limit] }] }),
  lte: (value, limit) => ({ and: [...isNumber(value), { '<=': [value, limit] }] }),
  semver_gt: (value, version) => ({ sem_ver: [value, '>', version] }),
  semver_gte: (value, version) => ({ sem_ver: [value, '>=', version] }),
  semver_lt: (value, version) => ({ sem_ver: [value, '<', version] }),
  semver_lte: (value, version) => ({ sem_ver: [value, '<=', version] }),
  exists: (value, isThere) => ({ [isThere ? '!==' : '===']: [value, null] }),
};

function writeTest(attribute: string, test: Test, report: Report): Logic {
  if (attribute.includes('.') || attribute === TARGETING_KEY || attribute === '__proto__') {
    report(
      'refused',
      `attribute ${attribute}`,
      'flagd reads a path, the unit or the prototype by such a name',
    );
  }
  const [[name, operand] = ['exists', true] as const] = Object.entries(test as Operators);
  return writeOperator(name as OperatorName, attribute, operand as never, report);
}

/** An expression has one operator a test. */
export function writeOperator<Name extends OperatorName>(
  name: Name,
  attribute: string,
  operand: NonNullable<Operators[Name]>,
  report: Report,
): Logic {
  const write = TESTS[name];
  if (write === undefined) {
    report('refused', `${name} of ${attribute}`, 'flagd has no such operation');
    return false;
  }
  if (name.startsWith('semver')) {
    report(
      'approximated',
      `${name} of ${attribute}`,
      `flagd also takes "v2.1.0", "2.1" and numbers for versions: it differs where ${attribute} is one of these`,
    );
  }
  return write(variable(attribute), operand);
}
