import type { Flag, FlagValue } from '../document/flag-document.ts';
import { type Step, stepEndMs } from '../document/step.ts';
import { isForEverybody, valuesServed } from '../document/step-reach.ts';
import { DEFAULT_BUCKET_BY } from '../evaluation/compile.ts';

/**
 * Values that a flag can serve at a moment, in order, each once; one only is what everybody gets. Killed values, ended
 * pins, zero percent, and what stands below a rule for everybody serve nothing. Conditions are not solved: one that no
 * unit can meet counts as met by some. A hundred percent counts as everybody, though units without the attribute that is
 * counted fall through ({@link countedAttribute}).
 */
export function servedValues(flag: Flag, nowMs: number): readonly FlagValue[] {
  return valuesUntil(flag, nowMs, (step) => isForEverybody(flag, step));
}

/** The attribute that units need to be served the one value of {@link servedValues}; `undefined` where all units are. */
export function countedAttribute(flag: Flag, nowMs: number): string | undefined {
  if (valuesUntil(flag, nowMs, (step) => isForAll(flag, step)).length === 1) return undefined;
  const counted = [...flag.pins, ...flag.rules].find((step) => isForEverybody(flag, step));
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
      isDefault = isOwnDefault && (isBelow || isForAll(flag, rule));
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
function liveValues(step: Step, flag: Flag, nowMs: number): readonly FlagValue[] {
  return nowMs < stepEndMs(step) ? valuesServed(flag, step) : [];
}

/** Whether no unit comes past the step, not even one without the attribute that others are counted by. */
function isForAll(flag: Flag, step: Step): boolean {
  const isCounted = 'split' in step || step.condition.rollout_percentage !== undefined;
  return !isCounted && isForEverybody(flag, step);
}
