import type { Assessment } from '../guard/assessment.ts';
import { causeIn } from '../guard/verdict-sentence.ts';
import type { HeededAlarm } from './heeded-alarms.ts';

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
  const firing = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  const causes = [
    causeIn(assessment, { alpha, nowMs }),
    firing.length > 0 ? `in ALARM: ${firing.join(', ')}` : undefined,
  ].filter((cause) => cause !== undefined);
  return causes.length > 0 ? causes.join('; ') : undefined;
}
