import type { Clock } from '../clock.ts';
import { failureReason } from '../inference/failure-kind.ts';
import type { ModelInvoker } from '../inference/model-invoker.ts';
import type { RemainingTime } from '../outcomes/count-once.ts';
import type { OutcomesHandler } from '../outcomes/create-outcomes-handler.ts';
import type { Budget } from './budget.ts';
import { countScoresBy } from './count-scores.ts';
import { type EvaluateAnswerPorts, evaluateAnswer } from './evaluate-answer.ts';
import { parseMessage } from './evaluation-message.ts';
import { createEvaluatorRecord, type Evaluated } from './evaluator-record.ts';
import type { EvaluatorSettings } from './evaluator-settings.ts';
import { createJudge } from './judge.ts';
import type { RubricStore } from './rubric-store.ts';

export interface EvaluatorDependencies {
  readonly settings: EvaluatorSettings;
  readonly rubrics: RubricStore;
  readonly model: ModelInvoker;
  readonly budget: Budget;
  /** Counts outcomes, in process. */
  readonly door: OutcomesHandler;
  readonly clock: Clock;
  /** Takes a line of CloudWatch embedded metric format. */
  readonly emit: (line: string) => void;
}

/** The part of an SQS event that is read. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Messages that the queue is to hand out again; the others it forgets. */
export interface BatchReply {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export type Evaluator = (event: QueueEvent, context: RemainingTime) => Promise<BatchReply>;

/**
 * The evaluator over its ports. Each message of a batch is evaluated by itself: those that cannot be now (the judge is
 * throttled, a store is down) go back to the queue, which moves them to its dead-letter queue after so many times. Never
 * rejects.
 */
export function createEvaluator(dependencies: EvaluatorDependencies): Evaluator {
  const { settings, model, door, clock, emit, rubrics, budget } = dependencies;
  const { evaluation, judgeTimeoutMs } = settings;
  const record = createEvaluatorRecord(settings);
  const { judge: modelId, rationale, ownTemperature } = evaluation;
  const ports = {
    ...{ rubrics, budget, clock },
    judge: createJudge({ model, modelId, rationale, ownTemperature, timeoutMs: judgeTimeoutMs }),
    declared: new Set(settings.declared.map(({ name }) => name)),
  };
  return async ({ Records: messages }, context) => {
    const count = countScoresBy(door, context);
    const evaluated = await Promise.all(messages.map(({ body }) => evaluate(body, { ...ports, count })));
    emit(record(evaluated, clock.now()));
    const failed = messages.filter((_, index) => evaluated[index]?.result === 'deferred');
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function evaluate(body: string, ports: EvaluateAnswerPorts): Promise<Evaluated> {
  const message = parseMessage(body);
  if (message === undefined) return { result: 'refused', reason: 'message-malformed' };
  try {
    return await evaluateAnswer(message, ports);
  } catch (error) {
    return { result: 'deferred', reason: failureReason(error) ?? 'unknown' };
  }
}
