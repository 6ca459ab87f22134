import type { Result } from '../result.ts';
import { listed } from './checks.ts';
import type { Flag, FlagDocument, FlagValue } from './flag-document.ts';
import { shortened } from './issue-list.ts';

/** Which value of which flag must not be served any more. */
export interface Kill {
  readonly flag: string;
  readonly value: FlagValue;
}

/**
 * The document with the value among the flag's killed ones and everything else as it was; the same document when it is
 * there already. Refused when nothing could be served in its place: the flag's default and the control of a split
 * cannot be killed, nor what the document does not know.
 */
export function killValue(document: FlagDocument, { flag: name, value }: Kill): Result<FlagDocument, string> {
  const flag = document.flags.find((one) => one.flag === name);
  if (flag === undefined) {
    return refused(`there is no flag ${name}, the flags are ${namesOf(document)}; name one of them`);
  }
  if (flag.killed.includes(value)) return { ok: true, value: document };
  const problem = problemOf(flag, value);
  if (problem !== undefined) return refused(problem);
  const killed = { ...flag, killed: [...flag.killed, value] };
  return {
    ok: true,
    value: { ...document, flags: document.flags.map((one) => (one === flag ? killed : one)) },
  };
}

function problemOf(flag: Flag, value: FlagValue): string | undefined {
  const shown = `${shortened(value)} of flag ${flag.flag}`;
  if (value === flag.default) return `${shown} is the default; change the default first, then kill the value`;
  const split = flag.rules.find((rule) => 'split' in rule && rule.control === value);
  if (split !== undefined) {
    return `${shown} is the control of the split ${split.name}; end the split first, then kill the value`;
  }
  if (typeof value !== typeof flag.default || flag.allowed?.includes(value) === false) {
    const values = flag.allowed ? listed(flag.allowed) : `any ${typeof flag.default}`;
    return `${shown} is not a value of it, allowed is ${values}; name a value that the flag may serve`;
  }
  return undefined;
}

function refused(problem: string): Result<FlagDocument, string> {
  return { ok: false, problems: [problem] };
}

function namesOf({ flags }: FlagDocument): string {
  return listed(flags.map(({ flag }) => flag));
}
