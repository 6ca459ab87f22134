import type { Result } from '../result.ts';
import { listed } from './checks.ts';
import type { Flag, FlagDocument, FlagValue } from './flag-document.ts';
import { shortened } from './issue-list.ts';

/** The flag of a name, or a refusal that names those there are. */
export function findFlag({ flags }: FlagDocument, name: string): Result<Flag, string> {
  const flag = flags.find((one) => one.flag === name);
  if (flag !== undefined) return { ok: true, value: flag };
  const names = listed(flags.map((one) => one.flag));
  return refused(`there is no flag ${name}, the flags are ${names}; name one of them`);
}

/** The document with a flag in place of another; the same one when they are the same. */
export function withFlag(document: FlagDocument, before: Flag, after: Flag): FlagDocument {
  if (before === after) return document;
  return { ...document, flags: document.flags.map((one) => (one === before ? after : one)) };
}

/** Why a flag cannot serve a value: of another type, not allowed, or killed. */
export function valueProblem(flag: Flag, value: FlagValue): string | undefined {
  if (!flag.killed.includes(value)) return unknownValue(flag, value);
  return `${shortened(value)} of flag ${flag.flag} is killed; take it out of "killed" first, in a change of its own`;
}

/** Why a value is none of the flag's: of another type, or not allowed. */
export function unknownValue(flag: Flag, value: FlagValue): string | undefined {
  if (typeof value === typeof flag.default && flag.allowed?.includes(value) !== false) return undefined;
  const values = flag.allowed ? listed(flag.allowed) : `any ${typeof flag.default}`;
  return `${shortened(value)} of flag ${flag.flag} is not a value of it, allowed is ${values}; name a value that the flag may serve`;
}

/** A change that is not made, and why. */
export function refused(problem: string): Result<never, string> {
  return { ok: false, problems: [problem] };
}
