import type { Condition, Flag, FlagValue } from '../document/flag-document.ts';
import { BUCKETS, bucketsOf } from '../evaluation/bucket.ts';
import { DEFAULT_BUCKET_BY } from '../evaluation/compile.ts';
import { namedValues, type Step, stepEndMs } from './step.ts';

/**
 * Values that a flag can serve at a moment, in order, each once; one only is what everybody gets. Killed values, ended
 * pins, zero percent, and what stands below a rule for everybody serve nothing. Conditions are not solved: one that no
 * unit can meet counts as met by some. A hundred percent counts as everybody, though units without the attribute that is
 * counted fall through ({@link countedAttribute}).
 */
export function servedValues(flag: Flag, nowMs: number): readonly FlagValue[] {
  return valuesUntil(flag, nowMs, (step) => isForEverybody(step, flag));
}

/** The attribute that units need to be served the one value of {@link servedValues}; `undefined` where all units are. */
export function countedAttribute(flag: Flag, nowMs: number): string | undefined {
  const isForAll = (step: Step): boolean => !isCounted(step) && isForEverybody(step, flag);
  if (valuesUntil(flag, nowMs, isForAll).length === 1) return undefined;
  const counted = [...flag.pins, ...flag.rules].find((step) => isForEverybody(step, flag));
  const bucketBy = counted?.condition.bucket_by;
  return typeof bucketBy === 'string' ? bucketBy : DEFAULT_BUCKET_BY;
}

/** For each rule whether units that come past it can be served nothing but the default. */
export function defaultOnlyBelow(flag: Flag, nowMs: number): readonly boolean[] {
  let isDefault = true;
  return flag.rules
    .toReversed()
    .map((rule) => {
      const isBelow = isDefault;
      const isOwnDefault = liveValues(rule, flag, nowMs).every((value) => value === flag.default);
      isDefault = isOwnDefault && (isBelow || isForEverybody(rule, flag));
      return isBelow;
    })
    .toReversed();
}

function valuesUntil(flag: Flag, nowMs: number, isLast: (step: Step) => boolean): readonly FlagValue[] {
  if (flag.disabled) return [flag.default];
  const values = new Set<FlagValue>();
  for (const step of [...flag.pins, ...flag.rules]) {
    for (const value of liveValues(step, flag, nowMs)) values.add(value);
    if (isLast(step)) return [...values];
  }
  return [...values.add(flag.default)];
}

/** Values that a pin or rule itself serves to somebody. */
function liveValues(step: Step, { killed }: Flag, nowMs: number): readonly FlagValue[] {
  if (nowMs >= stepEndMs(step) || bucketsIn(step.condition) === 0) return [];
  return namedValues(step).filter((value) => !killed.includes(value));
}

/** Whether no unit comes past the step. */
function isForEverybody(step: Step, { killed }: Flag): boolean {
  const { rollout_percentage: _percentage, bucket_by: _bucketBy, salt: _salt, ...tests } = step.condition;
  if (Object.keys(tests).length > 0 || stepEndMs(step) < Number.POSITIVE_INFINITY) return false;
  return bucketsIn(step.condition) === BUCKETS && !namedValues(step).some((value) => killed.includes(value));
}

/** Whether units without an attribute come past the step. */
function isCounted(step: Step): boolean {
  return 'split' in step || step.condition.rollout_percentage !== undefined;
}

/** Of {@link BUCKETS}; all of them without a percentage. */
function bucketsIn({ rollout_percentage: percentage }: Condition): number {
  return typeof percentage === 'number' ? bucketsOf(percentage) : BUCKETS;
}
