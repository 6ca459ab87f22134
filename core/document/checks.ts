import { child, type IssueList, shortened } from './issue-list.ts';
import { LIMITS } from './limits.ts';

/** Entries of a list that a message spells out. */
const LISTED = 20;

/** Members of an object that was read from JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** A missing name is reported as missing, a wrong one as badly formed. */
export function checkName(
  input: unknown,
  pointer: string,
  pattern: RegExp,
  allowed: string,
  issues: IssueList,
): void {
  if (typeof input === 'string' && pattern.test(input)) return;
  const code = input === undefined ? 'missing-key' : 'bad-format';
  issues.error({
    code,
    pointer,
    message: 'this is no name',
    found: input,
    allowed,
    fix: 'give a name of this form',
  });
}

/** Reports members that do not belong there: a typing mistake must not silently mean nothing. */
export function checkKeys(input: Fields, keys: readonly string[], pointer: string, issues: IssueList): void {
  for (const key of Object.keys(input)) {
    if (keys.includes(key)) continue;
    issues.error({
      code: 'unknown-key',
      pointer: child(pointer, key),
      message: 'there is no such member here',
      found: key,
      allowed: keys.join(', '),
      fix: 'correct the spelling, or remove it',
    });
  }
}

/** The list, or nothing after a report; a missing list is empty. */
export function checkList(input: unknown, pointer: string, issues: IssueList): readonly unknown[] {
  if (input === undefined) return [];
  if (Array.isArray(input)) return input;
  reportType(input, pointer, 'this is no list', 'a list', issues);
  return [];
}

/** Positions of entries that stood in the list before; what is missing repeats nothing. */
export function repeats(list: readonly unknown[]): readonly number[] {
  const seen = new Set<unknown>([undefined]);
  return [...list.keys()].filter((at) =>
    list[at] === undefined ? false : seen.has(list[at]) || !seen.add(list[at]),
  );
}

/** The first values of a list in words; what is missing is no value. */
export function listed(list: readonly unknown[]): string {
  const values = list.filter((value) => value !== undefined);
  if (values.length === 0) return 'none: the list is empty';
  const shown = values.slice(0, LISTED).map(shortened).join(', ');
  return values.length > LISTED ? `${shown} and ${values.length - LISTED} more` : shown;
}

/** Reports a text that is empty or too long. */
export function reportLength(
  found: string,
  pointer: string,
  message: string,
  allowed: string,
  issues: IssueList,
): void {
  const fix = found === '' ? 'write something, or leave it out' : 'shorten it';
  issues.error({ code: 'out-of-range', pointer, message, found, allowed, fix });
}

/** Reports a list of more entries than {@link LIMITS.values}, which are compared each with each. */
export function checkLength(list: readonly unknown[], pointer: string, issues: IssueList): void {
  if (list.length <= LIMITS.values) return;
  issues.error({
    code: 'too-large',
    pointer,
    message: `the list has ${list.length} entries`,
    allowed: `at most ${LIMITS.values} entries`,
    fix: 'remove what is no longer used',
  });
}

/** Reports a value that is something else than is allowed, or that it is missing. */
export function reportType(
  found: unknown,
  pointer: string,
  message: string,
  allowed: string,
  issues: IssueList,
): void {
  const code = found === undefined ? 'missing-key' : 'wrong-type';
  issues.error({
    code,
    pointer,
    message,
    found,
    allowed,
    fix: found === undefined ? 'add it' : 'write what is allowed',
  });
}

/** Reports something that may stand only once. */
export function reportDuplicate(found: unknown, pointer: string, what: string, issues: IssueList): void {
  issues.error({
    code: 'duplicate',
    pointer,
    message: `the ${what} occurs twice`,
    found,
    allowed: `each ${what} once`,
    fix: 'remove or rename one',
  });
}
