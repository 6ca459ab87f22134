import type { Flag, FlagDocument, FlagValue, Rule } from './flag-document.ts';
import { isPercentageOf } from './roll-out.ts';
import { withoutBucketing } from './step-reach.ts';

/** A value of a flag that is rolled out. */
export interface Candidate {
  readonly flag: string;
  readonly value: FlagValue;
}

/**
 * Percentage of units that a document serves the candidate, 0…100: that of its percentage rules, 100 when it is the
 * default, 0 when it is killed or in no such rule. Segments and pins are no part of a rollout.
 */
export function reachOf({ flags }: FlagDocument, { flag: name, value }: Candidate): number {
  const flag = flags.find((one) => one.flag === name);
  if (flag === undefined || flag.killed.includes(value)) return 0;
  if (flag.default === value) return 100;
  return Math.max(0, ...percentagesOf(flag, value));
}

/** Whether the document forbids the candidate. */
export function isKilledIn({ flags }: FlagDocument, { flag: name, value }: Candidate): boolean {
  return flags.find((one) => one.flag === name)?.killed.includes(value) === true;
}

/** Whether its percentage rules ask for no more than a bucket, so that everybody gets it once it is the default. */
export function isUnconditional({ flags }: FlagDocument, { flag: name, value }: Candidate): boolean {
  const rules = flags.find((one) => one.flag === name)?.rules ?? [];
  return rules.filter((rule) => isPercentageOf(rule, value)).every(hasNoTests);
}

function hasNoTests({ condition }: Rule): boolean {
  return Object.keys(withoutBucketing(condition)).length === 0;
}

function percentagesOf(flag: Flag, value: FlagValue): readonly number[] {
  if (flag.disabled) return [];
  return flag.rules
    .filter((rule) => isPercentageOf(rule, value))
    .map(({ condition }) => Number(condition.rollout_percentage));
}
