import type { Result } from '../result.ts';
import { findFlag, refused, unknownValue, withFlag } from './changeable-flag.ts';
import type { Flag, FlagDocument, FlagValue } from './flag-document.ts';
import { shortened } from './issue-list.ts';

/** Which value of which flag must not be served any more. */
export interface Kill {
  readonly flag: string;
  readonly value: FlagValue;
  /** Becomes the default in the same version: needed where the value is the default, and refused where it is not. */
  readonly instead?: FlagValue | undefined;
}

/**
 * The document with the value among the flag's killed ones and everything else as it was, but for a default that takes its
 * place; the same document when it is there already. Refused when nothing could be served in its place: the flag's default
 * without another one and the control of a split cannot be killed, nor what the document does not know.
 */
export function killValue(document: FlagDocument, kill: Kill): Result<FlagDocument, string> {
  const { flag: name, value, instead } = kill;
  const found = findFlag(document, name);
  if (!found.ok) return found;
  const flag = found.value;
  const problem = problemOf(flag, kill);
  if (problem !== undefined) return refused(problem);
  if (flag.killed.includes(value)) return { ok: true, value: document };
  const killed = { ...flag, default: instead ?? flag.default, killed: [...flag.killed, value] };
  return { ok: true, value: withFlag(document, flag, killed) };
}

function problemOf(flag: Flag, { value, instead }: Kill): string | undefined {
  if (instead !== undefined && instead !== flag.default) return problemInstead(flag, value, instead);
  return flag.killed.includes(value) ? undefined : problemOfValue(flag, value);
}

function problemInstead(flag: Flag, value: FlagValue, instead: FlagValue): string | undefined {
  const shown = `${shortened(instead)} cannot become the default of flag ${flag.flag}`;
  if (value !== flag.default) {
    return `${shown}: ${shortened(value)} is not the default, ${shortened(flag.default)} is and stays; kill the value without naming another`;
  }
  if (flag.killed.includes(instead)) return `${shown}: it is killed; name a value that the flag may serve`;
  return unknownValue(flag, instead) ?? splitProblem(flag, value);
}

function problemOfValue(flag: Flag, value: FlagValue): string | undefined {
  if (value === flag.default) {
    return `${shortened(value)} of flag ${flag.flag} is the default; change the default first, then kill the value`;
  }
  return splitProblem(flag, value) ?? unknownValue(flag, value);
}

function splitProblem(flag: Flag, value: FlagValue): string | undefined {
  const split = flag.rules.find((rule) => 'split' in rule && rule.control === value);
  if (split === undefined) return undefined;
  return `${shortened(value)} of flag ${flag.flag} is the control of the split ${split.name}; end the split first, then kill the value`;
}
