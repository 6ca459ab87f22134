import { child, type IssueList } from './issue-list.ts';

/** Reports each member of `others`, which are those that a reader did not ask for. */
export function reportOthers(others: object, pointer: string, allowed: string, issues: IssueList): void {
  for (const key of Object.keys(others)) {
    const message = 'there is no such member here';
    const fix = 'correct the spelling, or remove it';
    issues.error({ code: 'unknown-key', pointer: child(pointer, key), message, found: key, allowed, fix });
  }
}

/** Reports a member that is missing, where nothing was found, or is something else. */
export function reportMember(
  found: unknown,
  pointer: string,
  message: string,
  allowed: string,
  issues: IssueList,
): void {
  const code = found === undefined ? 'missing-key' : 'wrong-type';
  const fix = found === undefined ? 'add it' : 'write what is allowed';
  issues.error({ code, pointer, message, found, allowed, fix });
}
