import type { HttpResponse } from './loopback-server.ts';

/** An answer that is one JSON document. */
export function jsonResponse(status: number, value: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
