import { BUCKETS, bucketsOf } from '../evaluation/bucket.ts';
import { BUCKETING } from '../evaluation/predicate.ts';
import type { Condition, Flag, FlagValue } from './flag-document.ts';
import { namedValues, type Step, stepEndMs } from './step.ts';

/** The condition without what deals units to buckets: it holds for all of those that were dealt. */
export function withoutBucketing(condition: Condition): Condition {
  return Object.fromEntries(Object.entries(condition).filter(([key]) => !BUCKETING.has(key)));
}

/** First bucket that a step does not serve any more; all of them without a percentage. */
export function bucketsServed({ condition }: Step): number {
  const percentage = condition.rollout_percentage;
  return typeof percentage === 'number' ? bucketsOf(percentage) : BUCKETS;
}

/** Values that a step serves to somebody until it ends, killed ones not counted. */
export function valuesServed({ killed }: Flag, step: Step): readonly FlagValue[] {
  if (bucketsServed(step) === 0) return [];
  return namedValues(step).filter((value) => !killed.includes(value));
}

/** Whether no unit ever comes past a step, but for those without the attribute that is counted. */
export function isForEverybody({ killed }: Flag, step: Step): boolean {
  if (Object.keys(withoutBucketing(step.condition)).length > 0) return false;
  if (stepEndMs(step) < Number.POSITIVE_INFINITY) return false;
  return bucketsServed(step) === BUCKETS && !namedValues(step).some((value) => killed.includes(value));
}
