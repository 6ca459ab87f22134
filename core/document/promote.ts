import type { Result } from '../result.ts';
import { findFlag, refused, valueProblem, withFlag } from './changeable-flag.ts';
import { listed } from './checks.ts';
import type { Flag, FlagDocument, FlagValue, Rule } from './flag-document.ts';
import { candidatesOf, isGate } from './gates.ts';
import { shortened } from './issue-list.ts';
import { isPercentageOf } from './roll-out.ts';
import { bucketsServed, isForEverybody, valuesServed, withoutBucketing } from './step-reach.ts';

/** Whose candidate becomes the default. */
export interface Promotion {
  readonly flag: string;
  /** Default: the only one that a percentage above 0 or a split tries out. */
  readonly value?: FlagValue | undefined;
}

/**
 * The document in which the candidate is the flag's default and nothing of the flag is compared any more: every rule that
 * gives it to a percentage, 0 and 100 included, and every split with it as an arm is gone. Where a later rule would serve
 * something else to those who came to such a rule, it stays and serves the candidate to all of them, as it did at 100
 * percent. Other rules and pins stay. Refused when the candidate cannot be told or served.
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
  const rules = rulesAfter(flag, candidate.value);
  return { ok: true, value: withFlag(document, flag, { ...flag, default: candidate.value, rules }) };
}

/** From the last rule to the first: whether a rule has to stay depends on those behind it. */
function rulesAfter(flag: Flag, value: FlagValue): readonly Rule[] {
  const rules: Rule[] = [];
  let isOtherBehind = false;
  for (const rule of flag.rules.toReversed()) {
    const isCandidate = triesOut(rule, value);
    if (isCandidate && (!isOtherBehind || bucketsServed(rule) === 0)) continue;
    const staying = isCandidate
      ? { name: rule.name, condition: withoutBucketing(rule.condition), value }
      : rule;
    rules.push(staying);
    const isOther = valuesServed(flag, staying).some((served) => served !== value);
    isOtherBehind = isOther || (isOtherBehind && !isForEverybody(flag, staying));
  }
  return rules.reverse();
}

/** Values that a flag tries out, or tried out until everybody got them; each once. */
export function triedValues(flag: Flag): readonly FlagValue[] {
  return [...new Set(flag.rules.flatMap((rule) => triedBy(flag, rule)))];
}

function onlyCandidate(flag: Flag): Result<FlagValue, string> {
  const candidates = triedValues(flag);
  const [candidate, ...others] = candidates;
  if (candidate === undefined) {
    return refused(`flag ${flag.flag} tries nothing out; name the value that is to be its default`);
  }
  if (others.length === 0) return { ok: true, value: candidate };
  return refused(`flag ${flag.flag} tries out ${listed(candidates)}; name the one that is to be its default`);
}

function triedBy(flag: Flag, rule: Rule): readonly FlagValue[] {
  if (isGate(flag, rule)) return candidatesOf(flag, rule);
  const isPercentage = rule.condition.rollout_percentage !== undefined;
  return isPercentage ? valuesServed(flag, rule).filter((value) => value !== flag.default) : [];
}

function problemOf(flag: Flag, value: FlagValue): string | undefined {
  if (flag.disabled)
    return `flag ${flag.flag} is disabled and serves its default to everybody, a candidate to nobody; enable it first`;
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
  return 'split' in rule ? rule.split.some((arm) => arm.value === value) : isPercentageOf(rule, value);
}
