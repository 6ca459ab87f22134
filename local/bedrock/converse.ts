import type { ConverseRequest, ConverseResponse } from '@aws-sdk/client-bedrock-runtime';
import { ServiceError } from '../http/service-error.ts';
import { fillerText, tokensOf } from './filler-text.ts';
import type { ModelAnswer, ModelRequest } from './model-answer.ts';

/** How a Converse call ends, `latencyMs` after it was made. */
export type ConverseOutcome =
  | { readonly latencyMs: number; readonly response: ConverseResponse }
  | { readonly latencyMs: number; readonly error: ServiceError };

/** Reads what a script needs from a Converse request. Throws `ValidationException`. */
export function toModelRequest(request: ConverseRequest): ModelRequest {
  const messages = request.messages ?? [];
  if (messages[0]?.role !== 'user' || messages.some(({ content }) => (content ?? []).length === 0)) {
    throw validation('got messages that do not start with the user or have no content; give both');
  }
  const maxOutputTokens = request.inferenceConfig?.maxTokens;
  if (maxOutputTokens !== undefined && !(Number.isInteger(maxOutputTokens) && maxOutputTokens >= 1)) {
    throw validation(`got maxTokens ${maxOutputTokens}, allowed is an integer from 1; correct it`);
  }
  const system = (request.system ?? []).map(({ text }) => text ?? '').join('\n');
  const said = messages.flatMap(({ content }) => content ?? []).map(({ text }) => text ?? '');
  return {
    inputTokens: tokensOf(system.length + said.join('').length),
    wantsJson: request.outputConfig?.textFormat?.type === 'json_schema' || /\bJSON\b/.test(system),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}

/** Puts a drawn answer into Converse's form, its text written out to its length. */
export function toOutcome(answer: ModelAnswer, wantsJson: boolean): ConverseOutcome {
  const { latencyMs } = answer;
  if (answer.kind !== 'answer') return { latencyMs, error: failure(answer.kind) };
  const { inputTokens, outputTokens, stopReason } = answer;
  const text = answer.text === '' ? '' : fillerText(outputTokens, wantsJson);
  return {
    latencyMs,
    response: {
      output: { message: { role: 'assistant', content: [{ text }] } },
      stopReason,
      usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
      metrics: { latencyMs: Math.round(latencyMs) },
    },
  };
}

function failure(kind: Exclude<ModelAnswer['kind'], 'answer'>): ServiceError {
  switch (kind) {
    case 'throttle':
      return new ServiceError('ThrottlingException', 429, 'the scripted model is throttled; try again later');
    case 'timeout':
      return new ServiceError('ModelTimeoutException', 408, 'the scripted model did not answer in time');
    case 'error':
      return new ServiceError('ModelErrorException', 424, 'the scripted model failed');
  }
}

function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', 400, message);
}
