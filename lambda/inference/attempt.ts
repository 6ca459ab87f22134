import { systemPrompt } from '../../core/prompts/system-prompt.ts';
import type { Clock } from '../clock.ts';
import { type Completion, type Message, ModelFailure, type ModelInvoker } from './model-invoker.ts';
import type { Plan } from './plan.ts';
import type { Retriever } from './retriever.ts';
import type { InferenceSettings } from './settings.ts';

/** `malformed`: empty, or not the JSON asked for. `not-honoured`: the candidate's value means nothing here. */
export type FailureKind = 'error' | 'timeout' | 'throttle' | 'malformed' | 'not-honoured';

/** One try at answering. `latencyMs` covers retrieval and model; it is absent when nothing was called. */
export type Attempt =
  | { readonly ok: true; readonly completion: Completion; readonly latencyMs: number }
  | {
      readonly ok: false;
      readonly kind: FailureKind;
      /** Name of the exception underneath. */
      readonly reason?: string | undefined;
      /** A malformed answer still cost tokens. */
      readonly completion?: Completion;
      readonly latencyMs?: number;
    };

/** The candidate's value was not even tried. */
export const NOT_HONOURED: Attempt = { ok: false, kind: 'not-honoured' };

export interface AttemptPorts {
  readonly model: ModelInvoker;
  /** Without one, `topK` means nothing. */
  readonly retriever?: Retriever;
  readonly clock: Clock;
  readonly settings: InferenceSettings;
}

/** Answers by one plan; never rejects. `settings.modelTimeoutMs` limits retrieval and model call together. */
export async function attempt(
  plan: Plan,
  messages: readonly Message[],
  ports: AttemptPorts,
): Promise<Attempt> {
  const startedMs = ports.clock.now();
  try {
    const completion = await complete(plan, messages, ports, startedMs);
    const latencyMs = ports.clock.now() - startedMs;
    if (isWellFormed(completion.text, plan.json)) return { ok: true, completion, latencyMs };
    return { ok: false, kind: 'malformed', completion, latencyMs };
  } catch (error) {
    const latencyMs = ports.clock.now() - startedMs;
    if (error instanceof ModelFailure)
      return { ok: false, kind: error.kind, reason: error.reason, latencyMs };
    return { ok: false, kind: 'error', reason: error instanceof Error ? error.name : undefined, latencyMs };
  }
}

async function complete(
  plan: Plan,
  messages: readonly Message[],
  ports: AttemptPorts,
  startedMs: number,
): Promise<Completion> {
  const { modelTimeoutMs, maxOutputTokens } = ports.settings;
  const passages = await retrieve(plan.topK, messages, ports);
  const timeoutMs = modelTimeoutMs - (ports.clock.now() - startedMs);
  if (timeoutMs <= 0) throw new ModelFailure('timeout');
  return ports.model.invoke({
    modelId: plan.model.modelId,
    system: systemPrompt(plan.prompt, { passages, json: plan.json }),
    messages,
    maxOutputTokens,
    timeoutMs,
    json: plan.json,
  });
}

async function retrieve(
  count: number,
  messages: readonly Message[],
  ports: AttemptPorts,
): Promise<readonly string[]> {
  const query = messages.at(-1)?.content;
  if (count === 0 || ports.retriever === undefined || query === undefined) return [];
  return ports.retriever.retrieve({ query, count, timeoutMs: ports.settings.modelTimeoutMs });
}

/** An answer without a visible character is malformed in any format. */
function isWellFormed(text: string, json: boolean): boolean {
  if (text.trim() === '') return false;
  if (!json) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
