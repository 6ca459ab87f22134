import type { HttpResponse } from '../http/loopback-server.ts';

/** What callers get when the function failed, or answered what is no answer. */
export const BAD_GATEWAY: HttpResponse = {
  status: 502,
  headers: { 'content-type': 'text/plain' },
  body: 'Internal Server Error',
};

interface FormedAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly isBase64Encoded: boolean;
}

/**
 * What a function answered, JSON, as the answer to a request at its address, payload format 2.0: with a `statusCode` it
 * is status, headers and body; without, it is the body of a 200, a string as it is and everything else as JSON.
 */
export function urlResponse(payload: string): HttpResponse {
  const answer: unknown = JSON.parse(payload);
  if (!isRecord(answer) || !('statusCode' in answer)) {
    return jsonBody(200, typeof answer === 'string' ? answer : payload);
  }
  const formed = formedAnswer(answer);
  if (formed === undefined) return BAD_GATEWAY;
  const { statusCode, headers, body, isBase64Encoded } = formed;
  const response = jsonBody(statusCode, text(body));
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    ...response,
    headers: { ...response.headers, ...Object.fromEntries(named) },
    ...(isBase64Encoded && { body: Buffer.from(text(body), 'base64') }),
  };
}

function formedAnswer({
  statusCode,
  headers = {},
  body,
  isBase64Encoded = false,
}: Record<string, unknown>): FormedAnswer | undefined {
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599 || !isRecord(headers)) return undefined;
  return { statusCode: status, headers, body, isBase64Encoded: isBase64Encoded === true };
}

function text(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function jsonBody(status: number, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
