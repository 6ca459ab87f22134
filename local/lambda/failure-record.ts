import type { GivenUp } from './event-queue.ts';

/** What Lambda sends to a destination on failure (developer guide, "Capturing records of Lambda asynchronous invocations"). */
export interface FailureRecord {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: {
    readonly functionArn: string;
    readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
}

/** The record of an event that a function was not called with any more; `atMs` is when that was decided. */
export function failureRecord(
  functionArn: string,
  { payload, attempts, isOld }: GivenUp,
  atMs: number,
): FailureRecord {
  return {
    version: '1.0',
    timestamp: new Date(atMs).toISOString(),
    requestContext: {
      functionArn: `${functionArn}:$LATEST`,
      condition: isOld ? 'EventAgeExceeded' : 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(payload),
  };
}
