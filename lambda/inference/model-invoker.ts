import { RolloutError } from '../rollout-error.ts';
import { failureReason, type ModelFailureKind } from './failure-kind.ts';

/** One turn of the conversation. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

export interface Invocation {
  /** Id or inference-profile id, from the catalogue. */
  readonly modelId: string;
  readonly system: string;
  /** Starts and ends with the user; roles alternate. */
  readonly messages: readonly Message[];
  readonly maxOutputTokens: number;
  /** 0 to 1; left out, the model's own. Some models refuse any. */
  readonly temperature?: number;
  /** The invoker enforces it. */
  readonly timeoutMs: number;
  /** One JSON value is wanted; `system` already says so. */
  readonly json: boolean;
}

export interface Completion {
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Calls a model. Rejects with a {@link ModelFailure}, at the latest after `timeoutMs`. */
export interface ModelInvoker {
  invoke(invocation: Invocation): Promise<Completion>;
}

/** Why there is no answer. The message never holds anything of the prompt or of the conversation. */
export class ModelFailure extends RolloutError {
  readonly kind: ModelFailureKind;
  /** Name of the underlying exception, or its system code, for the operator; at most 64 letters. */
  readonly reason: string | undefined;

  constructor(kind: ModelFailureKind, cause?: unknown) {
    super(`model-${kind}`, MESSAGE[kind], { fault: 'dependency', cause });
    this.kind = kind;
    this.reason = failureReason(cause);
  }
}

const MESSAGE: Readonly<Record<ModelFailureKind, string>> = {
  error: 'the model call failed',
  timeout: 'the model did not answer in time',
  throttle: 'the model refused the call because of its rate limit',
};
