import { JUDGE_SCORE } from '../../core/rubrics/evaluation.ts';
import type { Clock } from '../clock.ts';
import { ModelFailure } from '../inference/model-invoker.ts';
import type { Budget } from './budget.ts';
import type { EvaluationMessage } from './evaluation-message.ts';
import type { Evaluated } from './evaluator-record.ts';
import { findReference } from './find-reference.ts';
import { type Judge, type JudgedTexts, NO_REFERENCE } from './judge.ts';
import type { RubricStore } from './rubric-store.ts';
import { TASK_METRICS, taskMetric } from './task-metrics.ts';

/** What is reported of an answer, in the words of the outcomes' door. */
export interface Score {
  readonly token: string;
  readonly outcome: string;
  /** 0…1 */
  readonly value: number;
}

/** Why scores were not counted; `isPassing` where they will be, sent again. */
export interface DoorRefusal {
  readonly code: string;
  readonly isPassing: boolean;
}

/** Counts the scores of one answer, each once. */
export type CountScores = (scores: readonly Score[]) => Promise<DoorRefusal | undefined>;

export interface EvaluateAnswerPorts {
  readonly rubrics: RubricStore;
  readonly judge: Judge;
  readonly budget: Budget;
  readonly count: CountScores;
  readonly clock: Clock;
  /** Names of declared outcomes; others are not reported. */
  readonly declared: ReadonlySet<string>;
}

/** Documents are one for all; nothing is rolled out to shares of answers. */
const UNIT = 'evaluator';
const WORST = 0;

/** Evaluates one answer: judges it within the budget, compares it with its reference, and has the scores counted. */
export async function evaluateAnswer(
  message: EvaluationMessage,
  ports: EvaluateAnswerPorts,
): Promise<Evaluated> {
  const { answer, token } = message;
  const { rubrics, count } = ports;
  const told = { rubric: message.rubric, characters: answer?.length ?? 0 };
  const { value: document } = await rubrics.read(UNIT);
  const reference = message.reference ?? findReference(document, message.question);
  const judged = await judgedOf(message, {
    ...ports,
    reference,
    rubric: document.rubrics.get(message.rubric),
  });
  if (judged.result === 'deferred') return { ...told, ...judged };
  const scores = [...scoresOf(judged, token), ...taskScores(message, reference, ports.declared)];
  const refusal = scores.length === 0 ? undefined : await count(scores);
  if (refusal === undefined) return { ...told, ...judged };
  return { ...told, ...judged, result: refusal.isPassing ? 'deferred' : 'refused', reason: refusal.code };
}

interface Judging extends Pick<EvaluateAnswerPorts, 'judge' | 'budget' | 'clock'> {
  readonly reference: string | undefined;
  readonly rubric: Parameters<Judge>[1] | undefined;
}

/** A malformed answer passes what a sound one has to pass, too: else the worst scores would be all of those that count. */
async function judgedOf(
  { answer, question }: EvaluationMessage,
  { rubric, reference, judge, budget, clock }: Judging,
): Promise<Evaluated> {
  // It may be on its way: a document is deployed before or after the function.
  if (rubric === undefined) return { result: 'deferred', reason: 'rubric-unknown' };
  if (rubric.scale === 'pairwise' && reference === undefined)
    return { result: 'refused', reason: NO_REFERENCE };
  const takenAtMs = clock.now();
  if (!(await budget.take(takenAtMs))) return { result: 'overBudget' };
  if (answer === undefined) return { result: 'judged', score: WORST };
  try {
    return await verdictOf({ question, answer, reference }, rubric, judge);
  } catch (error) {
    await budget.giveBack(takenAtMs);
    if (error instanceof ModelFailure) return { result: 'deferred', reason: error.code };
    throw error;
  }
}

async function verdictOf(texts: JudgedTexts, rubric: Parameters<Judge>[1], judge: Judge): Promise<Evaluated> {
  const judged = await judge(texts, rubric);
  if (judged === NO_REFERENCE) return { result: 'refused', reason: NO_REFERENCE };
  const { score, rationales, inputTokens, outputTokens } = judged;
  return {
    ...{ inputTokens, outputTokens },
    ...(rationales.length > 0 && { rationales }),
    ...(score === undefined ? { result: 'unusable' as const } : { result: 'judged' as const, score }),
  };
}

function scoresOf({ score }: Evaluated, token: string): readonly Score[] {
  return score === undefined ? [] : [{ token, outcome: JUDGE_SCORE, value: score }];
}

/** A malformed answer is compared as one without words. */
function taskScores(
  { answer = '', token }: EvaluationMessage,
  reference: string | undefined,
  declared: ReadonlySet<string>,
): readonly Score[] {
  if (reference === undefined) return [];
  const names = TASK_METRICS.filter((name) => declared.has(name));
  return names.map((outcome) => ({ token, outcome, value: taskMetric[outcome](answer, reference) }));
}
