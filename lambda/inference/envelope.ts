import { jsonIn } from '../json-in.ts';
import type { Answer } from './answer.ts';

/** How a request came in: its payload, and the form its answer has to take. */
export interface Envelope {
  /** `undefined` when the body is missing or not JSON. */
  readonly payload: unknown;
  readonly reply: (answer: Answer) => Reply;
}

/** To a direct invocation: the answer with its status. */
export type DirectReply = Readonly<Record<string, unknown>> & { readonly statusCode: number };

/** To a Lambda function URL, payload format 2.0. */
export interface UrlReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Reply = DirectReply | UrlReply;

/** Tells a function URL's event (it has a `requestContext`) from a direct invocation's. Never throws. */
export function openEnvelope(event: unknown): Envelope {
  if (typeof event !== 'object' || event === null || !('requestContext' in event)) {
    return { payload: event, reply: replyDirectly };
  }
  return { payload: parseBody(event), reply: replyToUrl };
}

interface UrlEvent {
  readonly requestContext?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

function parseBody(event: UrlEvent): unknown {
  if (typeof event.body !== 'string') return undefined;
  const text = event.isBase64Encoded === true ? Buffer.from(event.body, 'base64').toString() : event.body;
  return jsonIn(text);
}

function replyDirectly(answer: Answer): DirectReply {
  return { statusCode: answer.status, ...answer.body };
}

function replyToUrl(answer: Answer): UrlReply {
  return {
    statusCode: answer.status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(answer.body),
  };
}
