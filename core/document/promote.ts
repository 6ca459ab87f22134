import type { Result } from '../result.ts';
import { listed } from './checks.ts';
import { findFlag, refused, valueProblem, withFlag } from './flag-change.ts';
import type { Flag, FlagDocument, FlagValue, Rule } from './flag-document.ts';
import { candidatesOf, isGate } from './gates.ts';
import { shortened } from './issue-list.ts';
import { isPercentageOf } from './roll-out.ts';

/** Whose candidate becomes the default. */
export interface Promotion {
  readonly flag: string;
  /** Default: the only candidate in motion. */
  readonly value?: FlagValue | undefined;
}

/**
 * The document in which the candidate is the flag's default and nothing of the flag is compared any more: every rule that
 * gives it to a percentage, 0 and 100 included, and every split that tries it out, is gone. Other rules and pins stay.
 * Refused when the candidate cannot be told or served.
 */
export function promote(
  document: FlagDocument,
  { flag: name, value }: Promotion,
): Result<FlagDocument, string> {
  const found = findFlag(document, name);
  if (!found.ok) return found;
  const flag = found.value;
  const candidate = value === undefined ? onlyCandidate(flag) : { ok: true as const, value };
  if (!candidate.ok) return candidate;
  const problem = problemOf(flag, candidate.value);
  if (problem !== undefined) return refused(problem);
  const rules = flag.rules.filter((rule) => !triesOut(rule, candidate.value));
  return { ok: true, value: withFlag(document, flag, { ...flag, default: candidate.value, rules }) };
}

function onlyCandidate(flag: Flag): Result<FlagValue, string> {
  const gates = flag.rules.filter((rule) => isGate(flag, rule));
  const candidates = [...new Set(gates.flatMap((rule) => candidatesOf(flag, rule)))];
  const [candidate, ...others] = candidates;
  if (candidate === undefined) {
    return refused(`nothing of flag ${flag.flag} is in motion; name the value that is to be its default`);
  }
  if (others.length === 0) return { ok: true, value: candidate };
  return refused(`flag ${flag.flag} tries out ${listed(candidates)}; name the one that is to be its default`);
}

function problemOf(flag: Flag, value: FlagValue): string | undefined {
  const cannotServe = valueProblem(flag, value);
  if (cannotServe !== undefined) return cannotServe;
  if (value === flag.default)
    return `${shortened(value)} is the default of flag ${flag.flag} already; name a candidate`;
  const other = flag.rules.find((rule) => isGate(flag, rule) && !triesOut(rule, value));
  if (other === undefined) return undefined;
  const tried = listed(candidatesOf(flag, other));
  return `rule ${other.name} of flag ${flag.flag} tries out ${tried}, not ${shortened(value)}; end that first`;
}

function triesOut(rule: Rule, value: FlagValue): boolean {
  if ('split' in rule) return rule.split.some((arm) => arm.value === value && value !== rule.control);
  return isPercentageOf(rule, value);
}
