import { isRecord } from '../../core/record.ts';
import type { RemainingTime } from '../outcomes/count-once.ts';
import type { OutcomesHandler } from '../outcomes/create-outcomes-handler.ts';
import type { CountScores, DoorRefusal } from './evaluate-answer.ts';

/**
 * Has scores counted by the outcomes' door, called in process: token, declaration and value are checked as for anybody, and
 * what was counted before is not counted again. A score that differs from one counted before gives way to it.
 */
export function countScoresBy(door: OutcomesHandler, context: RemainingTime): CountScores {
  return async (scores) => {
    const reply = await door({ outcomes: scores }, context);
    const refusals = refusalsOf(reply).filter(({ code }) => code !== COUNTED_BEFORE);
    return refusals.find(({ isPassing }) => isPassing) ?? refusals[0];
  };
}

const COUNTED_BEFORE = 'value-conflict';

function refusalsOf(reply: unknown): readonly DoorRefusal[] {
  if (!isRecord(reply) || !Array.isArray(reply.refused)) return [{ code: 'door-closed', isPassing: true }];
  return reply.refused.map(({ code, retry }) => ({ code: String(code), isPassing: retry === true }));
}
