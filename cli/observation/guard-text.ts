import { countText } from '../output/count-text.ts';
import { evidenceText, shortNumber } from '../output/number-text.ts';
import { durationText } from '../output/time-text.ts';
import type { GuardObservation, JudgedObservation } from './observation.ts';

/** `continue, evidence 1.2 of 20 after 35 min; candidate 1,842 requests, control 1,835` */
export function guardText(guard: GuardObservation, nowMs: number): string {
  if (guard.verdict === 'nothing-in-motion') return 'nothing to compare';
  if (!('guardrails' in guard)) return `blind, ${guard.reason ?? 'nobody knows why'}`;
  const { candidate, control } = guard.exposures;
  const time = durationText(nowMs - guard.sinceMs);
  return `${judgedText(guard)} after ${time}; candidate ${countText(candidate)} requests, control ${countText(control)}`;
}

/** `continue, evidence 1.2 of 20` */
function judgedText({ verdict, evidence, threshold }: JudgedObservation): string {
  return `${verdict.replace('_', ' ')}, evidence ${evidenceText(evidence)} of ${shortNumber(threshold)}`;
}

/** What the guard says, in a word or two; `undefined` when it has nothing to say. */
export function guardWord(guard: GuardObservation | undefined): string | undefined {
  if (guard === undefined || guard.verdict === 'nothing-in-motion') return undefined;
  return 'guardrails' in guard ? `guard: ${judgedText(guard)}` : 'guard is blind';
}
