import type { Flag, FlagDocument, FlagValue, Rule } from '../../core/document/flag-document.ts';
import { isPercentageOf } from '../../core/document/roll-out.ts';

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

/** Whether the candidate's percentage stands alone, so that everybody gets it once it is the default. */
export function isForEverybody({ flags }: FlagDocument, { flag: name, value }: Candidate): boolean {
  const rules = flags.find((one) => one.flag === name)?.rules ?? [];
  return rules.filter((rule) => isPercentageOf(rule, value)).every(isUnconditional);
}

const BUCKETING = ['rollout_percentage', 'bucket_by', 'salt'];

function isUnconditional({ condition }: Rule): boolean {
  return Object.keys(condition).every((attribute) => BUCKETING.includes(attribute));
}

function percentagesOf(flag: Flag, value: FlagValue): readonly number[] {
  if (flag.disabled) return [];
  return flag.rules
    .filter((rule) => isPercentageOf(rule, value))
    .map(({ condition }) => Number(condition.rollout_percentage));
}
