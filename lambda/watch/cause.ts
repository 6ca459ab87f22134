import type { Assessment } from '../guard/assessment.ts';
import { verdictSentence } from '../guard/verdict-sentence.ts';
import type { HeededAlarm } from './alarm-states.ts';

/** What a completed rollout is judged by. */
export interface Observation {
  readonly assessment: Assessment;
  readonly alarms: readonly HeededAlarm[];
  /** False-alarm rate of the guard. */
  readonly alpha: number;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** Why the candidate is to be taken away, in one line; `undefined` when there is no cause. Either is enough: judge or fuse. */
export function causeToAct({ assessment, alarms, alpha, nowMs }: Observation): string | undefined {
  const causes: string[] = [];
  if (assessment.kind === 'judged' && assessment.verdict.verdict === 'roll_back') {
    const minutes = Math.floor((nowMs - assessment.rollout.sinceMs) / 60_000);
    causes.push(verdictSentence(assessment.verdict, { alpha, minutes }));
  }
  const firing = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (firing.length > 0) causes.push(`in ALARM: ${firing.join(', ')}`);
  return causes.length > 0 ? causes.join('; ') : undefined;
}
