import type { Attempt, FailureKind } from './attempt.ts';
import { reportDecisions } from './reported-decision.ts';
import type { RequestIssue } from './request.ts';
import type { Served } from './serve.ts';

/** An answer before it takes the form its caller wants. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** 200 with the model's words, or what the last attempt failed of. */
export function servedAnswer(requestId: string, served: Served): Answer {
  const { last, plan } = served;
  if (!last.ok) return failureAnswer(requestId, last);
  const { text, inputTokens, outputTokens } = last.completion;
  const body = {
    request_id: requestId,
    model: plan.modelName,
    message: { role: 'assistant', content: text },
    decisions: reportDecisions(served),
    usage: { input_tokens: inputTokens, output_tokens: outputTokens },
  };
  return { status: 200, body: served.first.ok ? body : { ...body, fallback: true } };
}

/** 400 with everything that is wrong, and nothing of what was sent. */
export function refusalAnswer(requestId: string, issues: readonly RequestIssue[]): Answer {
  const message = 'the request is malformed, correct what the issues name';
  return { status: 400, body: { error: { code: 'bad-request', message, issues }, request_id: requestId } };
}

/** 500: a fault of this code. */
export function internalErrorAnswer(requestId: string): Answer {
  const message = 'the request failed inside the service, report its request_id';
  return { status: 500, body: { error: { code: 'internal-error', message }, request_id: requestId } };
}

function failureAnswer(requestId: string, failed: Extract<Attempt, { ok: false }>): Answer {
  const { status, message } = FAILURE[failed.kind];
  return { status, body: { error: { code: `model-${failed.kind}`, message }, request_id: requestId } };
}

const FAILURE: Readonly<Record<FailureKind, { readonly status: number; readonly message: string }>> = {
  error: { status: 502, message: 'the model call failed, try again' },
  malformed: { status: 502, message: 'the model gave no usable answer, try again' },
  'not-honoured': { status: 502, message: 'the configured answer cannot be given, try again' },
  timeout: { status: 504, message: 'the model did not answer in time, try again' },
  throttle: { status: 429, message: 'the model is at its rate limit, try again later' },
};
