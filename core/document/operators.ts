import { parseCidr } from '../evaluation/cidr.ts';
import { parseSemver } from '../evaluation/semver.ts';
import { compilePattern } from '../pattern/pattern.ts';
import { parseInstant } from '../time/iso8601.ts';

/** Form of an operator's operand. `test` nests: a scalar, a list or operators. */
export type OperandKind =
  | 'test'
  | 'scalars'
  | 'text'
  | 'pattern'
  | 'number'
  | 'instant'
  | 'semver'
  | 'blocks'
  | 'boolean';

/** Operands that are checked on their own. */
export type SimpleOperandKind = Exclude<OperandKind, 'test' | 'scalars'>;

/** Every operator and what it takes. The parser, the JSON Schema and the compiler all follow this table. */
export const OPERATORS = {
  not: 'test',
  in: 'scalars',
  not_in: 'scalars',
  starts_with: 'text',
  ends_with: 'text',
  contains: 'text',
  matches: 'pattern',
  gt: 'number',
  gte: 'number',
  lt: 'number',
  lte: 'number',
  before: 'instant',
  after: 'instant',
  semver_gt: 'semver',
  semver_gte: 'semver',
  semver_lt: 'semver',
  semver_lte: 'semver',
  cidr: 'blocks',
  exists: 'boolean',
} as const satisfies Record<string, OperandKind>;

export type OperatorName = keyof typeof OPERATORS;

export function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(OPERATORS, name);
}

/** What an operand may be, in words. */
export const OPERAND_WORDS: Readonly<Record<OperandKind, string>> = {
  test: 'a value, a list of values, or an object of operators',
  scalars: 'a list of at least one string, number or boolean',
  text: 'a non-empty string',
  pattern: 'a regular expression without look-around, back-references or ambiguous repeats',
  number: 'a number',
  instant: 'an ISO 8601 day, or date-time with "Z" or an offset',
  semver: 'a semantic version such as "2.1.0"',
  blocks: 'an address block such as "10.0.0.0/8", or a list of them',
  boolean: 'true or false',
};

/** Why an operand of a simple kind is refused; `undefined` when it is fine. */
export function operandProblem(kind: SimpleOperandKind, operand: unknown): string | undefined {
  switch (kind) {
    case 'number':
      return Number.isFinite(operand) ? undefined : 'is not a number';
    case 'boolean':
      return typeof operand === 'boolean' ? undefined : 'is not a boolean';
    case 'text':
      return typeof operand === 'string' && operand !== '' ? undefined : 'is not a non-empty string';
    case 'pattern':
      return patternProblem(operand);
    case 'instant':
      return typeof operand === 'string' && parseInstant(operand) !== undefined
        ? undefined
        : 'is not a moment in time';
    case 'semver':
      return typeof operand === 'string' && parseSemver(operand) ? undefined : 'is not a semantic version';
    case 'blocks':
      return blocksProblem(operand);
  }
}

function patternProblem(operand: unknown): string | undefined {
  if (typeof operand !== 'string' || operand === '') return 'is not a non-empty string';
  const compiled = compilePattern(operand);
  return compiled.ok ? undefined : compiled.problems[0];
}

function blocksProblem(operand: unknown): string | undefined {
  const blocks = Array.isArray(operand) ? operand : [operand];
  const valid = blocks.length > 0 && blocks.every((block) => typeof block === 'string' && parseCidr(block));
  return valid ? undefined : 'is not an address block';
}
