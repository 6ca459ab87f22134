import { isRecord } from '../record.ts';
import { parseDay } from '../time/iso8601.ts';
import { checkKeys, checkList, checkName, type Fields, reportLength, reportType } from './checks.ts';
import type { Condition, Flag, FlagValue, Pin } from './flag-document.ts';
import { child, type IssueList } from './issue-list.ts';
import { DAY_PATTERN, KEY_PATTERN, LIMITS } from './limits.ts';
import { checkCondition } from './parse-condition.ts';
import { parseRules } from './parse-rule.ts';
import { ServedValues } from './served-values.ts';

/** Members of a flag, in the order in which they are printed. */
export const FLAG_KEYS = [
  'flag',
  'description',
  'owner',
  'cleanup_by',
  'permanent',
  'disabled',
  'allowed',
  'default',
  'killed',
  'pins',
  'rules',
] as const;
export const PIN_KEYS = ['condition', 'value', 'reason', 'until'] as const;

const KEY = new RegExp(KEY_PATTERN);

/**
 * Checks one flag and brings it into normal form. What is returned means something only if nothing was reported.
 * `hygiene`: how a flag without a clean-up date is reported.
 */
export function parseFlag(
  input: unknown,
  pointer: string,
  hygiene: 'error' | 'warning',
  issues: IssueList,
): Flag | undefined {
  if (!isRecord(input)) {
    reportType(input, pointer, 'a flag is an object', `an object with ${FLAG_KEYS.join(', ')}`, issues);
    return undefined;
  }
  checkKeys(input, FLAG_KEYS, pointer, issues);
  checkName(input.flag, child(pointer, 'flag'), KEY, KEY_PATTERN, issues);
  checkTexts(input, pointer, ['description', 'owner'], issues);
  checkSwitches(input, pointer, issues);
  checkCleanup(input, pointer, hygiene, issues);
  const served = new ServedValues(input, pointer, issues);
  const pins = checkList(input.pins, child(pointer, 'pins'), issues).map((pin, at) =>
    parsePin(pin, child(child(pointer, 'pins'), at), served, issues),
  );
  const rules = parseRules(input.rules, child(pointer, 'rules'), served, issues);
  return {
    flag: typeof input.flag === 'string' ? input.flag : '',
    ...optional(input, 'description'),
    ...optional(input, 'owner'),
    ...optional(input, 'cleanup_by'),
    ...(input.permanent === true ? { permanent: true } : {}),
    disabled: input.disabled === true,
    ...(input.allowed === undefined ? {} : { allowed: input.allowed as FlagValue[] }),
    default: input.default as FlagValue,
    killed: served.killed,
    pins,
    rules,
  };
}

function parsePin(input: unknown, pointer: string, served: ServedValues, issues: IssueList): Pin {
  if (!isRecord(input)) {
    reportType(input, pointer, 'a pin is an object', `an object with ${PIN_KEYS.join(', ')}`, issues);
    return { condition: {}, value: '' };
  }
  checkKeys(input, PIN_KEYS, pointer, issues);
  checkCondition(input.condition, child(pointer, 'condition'), 'pin', issues);
  served.check(input.value, child(pointer, 'value'));
  checkTexts(input, pointer, ['reason'], issues);
  checkDay(input.until, child(pointer, 'until'), issues);
  return {
    condition: input.condition as Condition,
    value: input.value as FlagValue,
    ...optional(input, 'reason'),
    ...optional(input, 'until'),
  };
}

function checkSwitches(input: Fields, pointer: string, issues: IssueList): void {
  for (const key of ['permanent', 'disabled']) {
    if (input[key] === undefined || typeof input[key] === 'boolean') continue;
    reportType(input[key], child(pointer, key), `${key} is a switch`, 'true or false', issues);
  }
}

function checkCleanup(input: Fields, pointer: string, hygiene: 'error' | 'warning', issues: IssueList): void {
  checkDay(input.cleanup_by, child(pointer, 'cleanup_by'), issues);
  const dated = input.cleanup_by !== undefined;
  const permanent = input.permanent === true;
  if (dated !== permanent) return;
  issues[dated ? 'error' : hygiene]({
    code: 'no-cleanup',
    pointer,
    message: dated ? 'a flag is either permanent or has a clean-up date' : 'the flag has no clean-up date',
    allowed: '"cleanup_by": "YYYY-MM-DD", or "permanent": true',
    fix: dated ? 'remove one of the two' : 'say by when the flag should be gone, or that it is meant to stay',
  });
}

function checkDay(input: unknown, pointer: string, issues: IssueList): void {
  if (input === undefined || (typeof input === 'string' && parseDay(input) !== undefined)) return;
  issues.error({
    code: typeof input === 'string' ? 'bad-format' : 'wrong-type',
    pointer,
    message: 'there is no such day',
    found: input,
    allowed: `a calendar day YYYY-MM-DD (${DAY_PATTERN})`,
    fix: 'write the day as year, month, day',
  });
}

function checkTexts(input: Fields, pointer: string, keys: readonly string[], issues: IssueList): void {
  for (const key of keys) {
    const text = input[key];
    if (text === undefined) continue;
    const words = `a string of 1 to ${LIMITS.stringCharacters} characters`;
    if (typeof text !== 'string') reportType(text, child(pointer, key), `${key} is a text`, words, issues);
    else if (text === '' || text.length > LIMITS.stringCharacters)
      reportLength(text, child(pointer, key), `${key} is empty or too long`, words, issues);
  }
}

function optional<Key extends string>(input: Fields, key: Key): Partial<Record<Key, string>> {
  return input[key] === undefined ? {} : ({ [key]: input[key] } as Record<Key, string>);
}
