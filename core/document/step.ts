import { endOfDay } from '../time/iso8601.ts';
import type { FlagValue, Pin, Rule } from './flag-document.ts';

/** What a flag serves by: its pins, then its rules. */
export type Step = Pin | Rule;

/** Values that a step names, whether it can serve them or not. */
export function namedValues(step: Step): readonly FlagValue[] {
  return 'split' in step ? step.split.map(({ value }) => value) : [step.value];
}

/** The moment (epoch milliseconds) from which on a step does nothing any more; infinite for all but pins with an end. */
export function stepEndMs(step: Step): number {
  const until = 'until' in step ? step.until : undefined;
  return (until === undefined ? undefined : endOfDay(until)) ?? Number.POSITIVE_INFINITY;
}
