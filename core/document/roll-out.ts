import type { Result } from '../result.ts';
import { findFlag, refused, valueProblem, withFlag } from './changeable-flag.ts';
import { listed } from './checks.ts';
import type { Flag, FlagDocument, FlagValue, Rule, ValueRule } from './flag-document.ts';
import { candidatesOf, isGate } from './gates.ts';
import { shortened } from './issue-list.ts';
import { isForEverybody, valuesServed } from './step-reach.ts';

/** Which value of which flag goes to how many. */
export interface RollOut {
  readonly flag: string;
  readonly value: FlagValue;
  /** 0…100 in steps of 0.001. */
  readonly percentage: number;
}

/**
 * The document in which every percentage rule of the flag that serves the value has this percentage, all of them alike,
 * since roles can be compared only then; without one, a rule behind the others. The same document when it is so already.
 * Refused when the value cannot be served or nobody would come to it, and when something else is in motion: one flag, one
 * candidate at a time. To 0 percent nothing is set in motion.
 */
export function rollOut(document: FlagDocument, change: RollOut): Result<FlagDocument, string> {
  const found = findFlag(document, change.flag);
  if (!found.ok) return found;
  const problem = problemOf(document, found.value, change);
  if (problem !== undefined) return refused(problem);
  return { ok: true, value: withFlag(document, found.value, withPercentage(found.value, change)) };
}

function withPercentage(flag: Flag, { value, percentage }: RollOut): Flag {
  const isOfValue = (rule: Rule): rule is ValueRule => isPercentageOf(rule, value);
  if (!flag.rules.some(isOfValue)) {
    if (percentage === 0) return flag;
    const rule = { name: freeName(flag), condition: { rollout_percentage: percentage }, value };
    return { ...flag, rules: [...flag.rules, rule] };
  }
  const isSo = (rule: Rule): boolean => !isOfValue(rule) || rule.condition.rollout_percentage === percentage;
  if (flag.rules.every(isSo)) return flag;
  const rules = flag.rules.map((rule) =>
    isSo(rule) ? rule : { ...rule, condition: { ...rule.condition, rollout_percentage: percentage } },
  );
  return { ...flag, rules };
}

/** Whether a rule serves the value to a percentage of the units, whichever. */
export function isPercentageOf(rule: Rule, value: FlagValue): rule is ValueRule {
  return !('split' in rule) && rule.value === value && rule.condition.rollout_percentage !== undefined;
}

function problemOf(document: FlagDocument, flag: Flag, { value, percentage }: RollOut): string | undefined {
  const steps = Math.round(percentage * 1000) / 1000;
  if (!(percentage >= 0 && percentage <= 100 && steps === percentage)) {
    return `${percentage} is no percentage; give one from 0 to 100, in steps of 0.001`;
  }
  if (flag.disabled)
    return `flag ${flag.flag} is disabled and serves its default to everybody; enable it first`;
  const cannotServe = valueProblem(flag, value);
  if (cannotServe !== undefined) return cannotServe;
  if (value === flag.default) {
    return `${shortened(value)} is the default of flag ${flag.flag} already; roll out another value`;
  }
  if (percentage === 0) return undefined;
  return motionProblem(document, flag, value) ?? shadowProblem(flag, value);
}

function motionProblem({ flags }: FlagDocument, flag: Flag, value: FlagValue): string | undefined {
  const other = flags.find((one) => one !== flag && one.rules.some((rule) => isGate(one, rule)));
  if (other !== undefined) {
    return `flag ${other.flag} is in motion, and one flag may be at a time; finish it first: promote its candidate, or roll it out to 0 percent`;
  }
  const gate = flag.rules.find((rule) => isGate(flag, rule) && !isPercentageOf(rule, value));
  if (gate === undefined) return undefined;
  const tried = listed(candidatesOf(flag, gate));
  const way = 'split' in gate ? 'end the split by hand' : 'promote it, or roll it out to 0 percent';
  return `rule ${gate.name} of flag ${flag.flag} tries out ${tried}, and one candidate may be tried at a time; ${way} first`;
}

/** A rule for everybody ahead of the value's own lets nobody come to them. */
function shadowProblem(flag: Flag, value: FlagValue): string | undefined {
  const own = flag.rules.findIndex((rule) => isPercentageOf(rule, value));
  const ahead = own < 0 ? flag.rules : flag.rules.slice(0, own);
  const shadow = ahead.find((rule) => isForEverybody(flag, rule));
  if (shadow === undefined) return undefined;
  const served = valuesServed(flag, shadow);
  const way =
    served.length === 1 && served[0] !== flag.default ? `promote ${listed(served)}` : 'take the rule out';
  return `rule ${shadow.name} of flag ${flag.flag} serves ${listed(served)} to everybody, so nobody would come to ${shortened(value)}; ${way} first`;
}

function freeName({ rules }: Flag): string {
  const taken = rules.map(({ name }) => name);
  let name = 'rollout';
  for (let at = 2; taken.includes(name); at += 1) name = `rollout-${at}`;
  return name;
}
