import { type Fields, reportType } from '../../../core/document/checks.ts';
import { child, type IssueList } from '../../../core/document/issue-list.ts';
import { compilePattern } from '../../../core/pattern/pattern.ts';
import { isRecord } from '../../../core/record.ts';
import { type AttributeValue, DEFINITION_LIMITS } from './definition.ts';

const TYPES = ['string', 'number', 'boolean', 'array'] as const;

/** Reports what is wrong with the constraints of an attribute. */
export function checkConstraints(input: unknown, pointer: string, issues: IssueList): void {
  if (!isRecord(input)) {
    reportType(
      input,
      pointer,
      'constraints are an object',
      `an object with "type": ${TYPES.join(', ')}`,
      issues,
    );
    return;
  }
  const { type } = input;
  if (!TYPES.some((known) => known === type)) {
    refuse(type, child(pointer, 'type'), 'this is no type of attribute', TYPES.join(', '), issues);
  }
  if (Array.isArray(input.enum) && input.enum.length > DEFINITION_LIMITS.enumeration) {
    const allowed = `at most ${DEFINITION_LIMITS.enumeration} values`;
    refuse(input.enum.length, child(pointer, 'enum'), 'the enumeration is too long', allowed, issues);
  }
  if (input.enum !== undefined && input.pattern !== undefined) {
    refuse(undefined, pointer, 'there are an enumeration and a pattern', 'one of the two', issues);
  }
  if (type === 'array') checkConstraints(input.elements, child(pointer, 'elements'), issues);
}

/** The value of an attribute, or nothing after a report. `constraints` are those of its definition. */
export function attributeValue(
  input: unknown,
  constraints: unknown,
  pointer: string,
  issues: IssueList,
): AttributeValue | undefined {
  if (!isAttributeValue(input)) {
    const allowed = 'a text, a number, true or false, or a list of texts or of numbers';
    reportType(input, pointer, 'this is no value of an attribute', allowed, issues);
    return undefined;
  }
  for (const text of Array.isArray(input) ? input : [input]) {
    if (typeof text !== 'string' || text.length <= DEFINITION_LIMITS.textCharacters) continue;
    const allowed = `at most ${DEFINITION_LIMITS.textCharacters} characters`;
    refuse(text, pointer, `the text has ${text.length} characters`, allowed, issues);
  }
  if (isRecord(constraints)) checkAgainst(input, constraints, pointer, issues);
  return input;
}

function isAttributeValue(input: unknown): input is AttributeValue {
  if (!Array.isArray(input)) return ['string', 'number', 'boolean'].includes(typeof input);
  return ['string', 'number'].some((type) => input.every((entry) => typeof entry === type));
}

function checkAgainst(input: AttributeValue, constraints: Fields, pointer: string, issues: IssueList): void {
  const { type, elements } = constraints;
  const found = Array.isArray(input) ? 'array' : typeof input;
  if (found !== type) {
    refuse(input, pointer, 'the value is not of the attribute’s type', String(type), issues);
    return;
  }
  const ofEach = Array.isArray(input) ? elements : constraints;
  for (const value of Array.isArray(input) ? input : [input]) {
    const allowed = isRecord(ofEach) ? unmet(value, ofEach) : undefined;
    if (allowed !== undefined) refuse(value, pointer, 'the value breaks a constraint', allowed, issues);
  }
}

/** The constraint that a value breaks, in words; `undefined` where it keeps all. */
function unmet(
  value: unknown,
  { type, minimum, maximum, pattern, enum: listed }: Fields,
): string | undefined {
  if (typeof value !== type) return String(type);
  if (typeof value === 'number') {
    if (typeof minimum === 'number' && value < minimum) return `at least ${minimum}`;
    if (typeof maximum === 'number' && value > maximum) return `at most ${maximum}`;
  }
  if (Array.isArray(listed) && !listed.includes(value)) return `one of ${listed.join(', ')}`;
  if (typeof value !== 'string' || typeof pattern !== 'string') return undefined;
  const compiled = compilePattern(pattern);
  return compiled.ok && !compiled.value(value) ? `a text that matches ${pattern}` : undefined;
}

function refuse(found: unknown, pointer: string, message: string, allowed: string, issues: IssueList): void {
  const fix = 'correct the value, or what is defined';
  issues.error({ code: 'not-allowed', pointer, message, found, allowed, fix });
}
