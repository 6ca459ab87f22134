import { child, type IssueList } from './issue-list.ts';

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

/** The first values of a list in words. */
export function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, 20).map((value) => JSON.stringify(value));
  return values.length > shown.length
    ? `${shown.join(', ')} and ${values.length - shown.length} more`
    : shown.join(', ');
}

/** Reports a value of the wrong type, or that it is missing. */
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
    fix: found === undefined ? 'add it' : 'correct the type',
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
