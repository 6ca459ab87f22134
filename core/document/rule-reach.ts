import { BUCKETS, bucketsOf } from '../evaluation/bucket.ts';
import type { Condition, Flag, FlagValue, Rule } from './flag-document.ts';

/** The condition without what deals units to buckets: it holds for all of those that were dealt. */
export function withoutBucketing(condition: Condition): Condition {
  const { rollout_percentage: _percentage, bucket_by: _bucketBy, salt: _salt, ...tests } = condition;
  return tests;
}

/** First bucket that a rule does not serve any more; all of them without a percentage. */
export function bucketsServed({ condition }: Rule): number {
  const percentage = condition.rollout_percentage;
  return typeof percentage === 'number' ? bucketsOf(percentage) : BUCKETS;
}

/** Values that a rule serves to somebody, killed ones not counted. */
export function valuesServed(flag: Flag, rule: Rule): readonly FlagValue[] {
  if (bucketsServed(rule) === 0) return [];
  const values = 'split' in rule ? rule.split.map((arm) => arm.value) : [rule.value];
  return values.filter((value) => !flag.killed.includes(value));
}

/** Whether no unit comes past a rule, but for those without the attribute that is counted. */
export function isForEverybody(flag: Flag, rule: Rule): boolean {
  const arms = 'split' in rule ? rule.split.length : 1;
  return (
    Object.keys(withoutBucketing(rule.condition)).length === 0 &&
    bucketsServed(rule) === BUCKETS &&
    valuesServed(flag, rule).length === arms
  );
}
