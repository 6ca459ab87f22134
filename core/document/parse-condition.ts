import { isRecord } from '../record.ts';
import type { Condition, Scalar } from './flag-document.ts';
import { child, type IssueList } from './issue-list.ts';
import { ATTRIBUTE_PATTERN, KEY_PATTERN, LIMITS } from './limits.ts';
import {
  isOperator,
  OPERAND_WORDS,
  OPERATORS,
  type OperatorName,
  operandProblem,
  type SimpleOperandKind,
} from './operators.ts';
import { type ConditionPlace, checkBucketing, checkCompany, checkPercentage } from './parse-bucketing.ts';

const ATTRIBUTE = new RegExp(ATTRIBUTE_PATTERN);
const SEGMENT = new RegExp(KEY_PATTERN);
const OPERATOR_LIST = Object.keys(OPERATORS).join(', ');

/** Checks one condition and reports what is wrong with it; whether its segments exist is checked elsewhere. */
export function checkCondition(
  input: unknown,
  pointer: string,
  place: ConditionPlace,
  issues: IssueList,
): input is Condition {
  if (!isRecord(input)) {
    issues.error({
      code: input === undefined ? 'missing-key' : 'wrong-type',
      pointer,
      message: 'a condition is an object',
      found: input,
      allowed: 'an object of attribute tests; {} holds for everybody',
      fix: 'write the condition as an object',
    });
    return false;
  }
  for (const [key, value] of Object.entries(input))
    checkEntry(key, value, child(pointer, key), place, issues);
  checkCompany(input, pointer, place, issues);
  return true;
}

export function isScalar(input: unknown): input is Scalar {
  return (
    typeof input === 'boolean' ||
    (typeof input === 'number' && Number.isFinite(input)) ||
    (typeof input === 'string' && input.length <= LIMITS.stringCharacters)
  );
}

function checkEntry(
  key: string,
  value: unknown,
  pointer: string,
  place: ConditionPlace,
  issues: IssueList,
): void {
  switch (key) {
    case 'rollout_percentage':
      checkPercentage(value, pointer, place, issues);
      break;
    case 'bucket_by':
    case 'salt':
    case 'hash':
      checkBucketing(key, value, pointer, place, issues);
      break;
    case 'segment':
      checkSegmentTest(value, pointer, 0, issues);
      break;
    default:
      if (!ATTRIBUTE.test(key)) {
        issues.error({
          code: 'bad-format',
          pointer,
          message: 'this is no attribute name',
          found: key,
          allowed: ATTRIBUTE_PATTERN,
          fix: 'rename the attribute',
        });
      }
      checkTest(value, pointer, 0, issues);
  }
}

function checkTest(value: unknown, pointer: string, depth: number, issues: IssueList): void {
  if (isScalar(value)) return;
  if (Array.isArray(value)) {
    checkScalars(value, pointer, issues);
    return;
  }
  if (!isRecord(value) || Object.keys(value).length === 0 || depth > LIMITS.references) {
    issues.error({
      code: depth > LIMITS.references ? 'too-deep' : 'wrong-type',
      pointer,
      message: 'this is no test of an attribute',
      found: value,
      allowed: `${OPERAND_WORDS.test}; "not" at most ${LIMITS.references} deep`,
      fix: `compare with a value, or use ${OPERATOR_LIST}`,
    });
    return;
  }
  for (const [name, operand] of Object.entries(value))
    checkOperator(name, operand, child(pointer, name), depth, issues);
}

function checkOperator(
  name: string,
  operand: unknown,
  pointer: string,
  depth: number,
  issues: IssueList,
): void {
  if (!isOperator(name)) {
    issues.error({
      code: 'unknown-operator',
      pointer,
      message: 'there is no such operator',
      found: name,
      allowed: OPERATOR_LIST,
      fix: 'use one of the operators',
    });
    return;
  }
  const kind = OPERATORS[name];
  if (kind === 'test') checkTest(operand, pointer, depth + 1, issues);
  else if (kind === 'scalars') checkScalars(operand, pointer, issues);
  else checkOperand(name, kind, operand, pointer, issues);
}

function checkOperand(
  name: OperatorName,
  kind: SimpleOperandKind,
  operand: unknown,
  pointer: string,
  issues: IssueList,
): void {
  const problem = operandProblem(kind, operand);
  if (problem === undefined) return;
  const isPattern = kind === 'pattern' && typeof operand === 'string' && operand !== '';
  issues.error({
    code: isPattern ? 'unsafe-pattern' : 'bad-operand',
    pointer,
    message: isPattern ? `the pattern is refused: ${problem}` : `the operand of ${name} ${problem}`,
    found: operand,
    allowed: OPERAND_WORDS[kind],
    fix: isPattern
      ? 'simplify the pattern, or use starts_with, ends_with, contains or in'
      : 'correct the operand',
  });
}

function checkScalars(value: unknown, pointer: string, issues: IssueList): void {
  if (Array.isArray(value) && value.length > 0 && value.every(isScalar)) return;
  issues.error({
    code: 'bad-operand',
    pointer,
    message: 'this is no list of values',
    found: value,
    allowed: OPERAND_WORDS.scalars,
    fix: 'list the values',
  });
}

/** A segment test is a name, a list of names, or an object: `not` of a segment test, `in` and `not_in` of a list. */
function checkSegmentTest(value: unknown, pointer: string, depth: number, issues: IssueList): void {
  if (isRecord(value) && Object.keys(value).length > 0 && depth <= LIMITS.references) {
    for (const [name, operand] of Object.entries(value)) {
      const at = child(pointer, name);
      if (name === 'not') checkSegmentTest(operand, at, depth + 1, issues);
      else if (name === 'in' || name === 'not_in') checkSegmentNames(operand, [], at, issues);
      else {
        issues.error({
          code: 'unknown-operator',
          pointer: at,
          message: 'there is no such operator for segments',
          found: name,
          allowed: 'not, in, not_in',
          fix: 'name a segment, or use one of these operators',
        });
      }
    }
    return;
  }
  checkSegmentNames(value, [value], pointer, issues);
}

/** A list of names, or `otherwise` where the value is no list. */
function checkSegmentNames(
  value: unknown,
  otherwise: readonly unknown[],
  pointer: string,
  issues: IssueList,
): void {
  const names = Array.isArray(value) ? value : otherwise;
  if (names.length > 0 && names.every((name) => typeof name === 'string' && SEGMENT.test(name))) return;
  issues.error({
    code: 'wrong-type',
    pointer,
    message: 'this names no segment',
    found: value,
    allowed: `the name of a segment (${KEY_PATTERN}), or a list of names`,
    fix: 'name a segment defined under "segments"',
  });
}
