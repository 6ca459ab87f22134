import type { Evaluation } from '../../core/rubrics/evaluation.ts';
import type { Attempt } from '../inference/attempt.ts';
import type { AnswerQueue } from './answer-queue.ts';
import { printMessage } from './evaluation-message.ts';
import { createSampling, type SampledExposure } from './sampling.ts';

/** A request that was answered, or failed. */
export interface AnsweredRequest {
  readonly requestId: string;
  /** The flag in motion; an answer in no comparison is not judged. */
  readonly exposure: SampledExposure | undefined;
  /** Exposure token of the answer; without one nobody could say to whom a score counts. */
  readonly token: unknown;
  readonly question: string | undefined;
  /** The answer by control in place of a failed candidate says nothing of the candidate: the first attempt counts. */
  readonly first: Attempt;
}

/** Whether a drawn answer is on its way to the evaluator, for the log. */
export type SamplingNote = 'sent' | 'not-sent' | 'too-large';

/** Sends an answer on if it is drawn; `undefined` when it is not. Never rejects, and takes as long as the queue at most. */
export type AnswerSampling = (request: AnsweredRequest) => Promise<SamplingNote | undefined>;

export interface AnswerSamplingOptions {
  readonly evaluation: Evaluation;
  readonly queue: AnswerQueue;
}

/** Draws answers and hands them over for evaluation. */
export function createAnswerSampling({ evaluation, queue }: AnswerSamplingOptions): AnswerSampling {
  const isDrawn = createSampling(evaluation);
  const { rubric } = evaluation;
  return async ({ requestId, exposure, token, question, first }) => {
    if (exposure === undefined || typeof token !== 'string' || question === undefined) return undefined;
    const text = judgedText(first);
    if (text === NOTHING || !isDrawn(requestId, exposure)) return undefined;
    const body = printMessage({ token, rubric, question, ...(text !== undefined && { answer: text }) });
    if (body === undefined) return 'too-large';
    return (await queue.send(body)) ? 'sent' : 'not-sent';
  };
}

const NOTHING = Symbol('no answer at all');

/**
 * `undefined` for a malformed answer, which is the worst there is. A model that gave no answer is not judged: its errors
 * are counted as what they are.
 */
function judgedText(first: Attempt): string | undefined | typeof NOTHING {
  if (first.ok) return first.completion.text;
  return first.kind === 'malformed' ? undefined : NOTHING;
}
