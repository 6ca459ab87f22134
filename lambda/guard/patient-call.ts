import { setTimeout as pause } from 'node:timers/promises';
import { RolloutError } from '../rollout-error.ts';

/** One attempt that has not come back after this many milliseconds is made again: it leaves room for another one. */
const ATTEMPT_MS = 1200;

/** Before the second attempt, the third and the fourth. The SDK's own pauses after throttling begin at 500 ms. */
const PAUSES_MS = [100, 200, 400];

interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Makes one read of an AWS service, again where it was throttled, failed or did not answer, until `signal` is aborted.
 * Clients for this are made with one attempt. Rejects with a `RolloutError` `guard-source-failed` whose cause is the last
 * attempt's error; `what` names the read in its message.
 */
export async function patientCall<Output>(
  what: string,
  call: (signal: AbortSignal) => Promise<Output>,
  signal: AbortSignal,
): Promise<Output> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await call(AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]));
    } catch (error) {
      const pauseMs = PAUSES_MS[attempts - 1];
      if (pauseMs === undefined || signal.aborted || !isTransient(error)) throw failed(what, attempts, error);
      await pause(pauseMs, undefined, { signal }).catch(() => {
        throw failed(what, attempts, error);
      });
    }
  }
}

/** Without a status there was no answer; the other errors of a client would be the same again. */
function isTransient(error: unknown): boolean {
  const { name, $metadata } = Object(error) as SdkError;
  const status = $metadata?.httpStatusCode;
  if (status === undefined || status >= 500 || status === 429) return true;
  return /Throttl|TooManyRequests|RequestLimitExceeded/.test(String(name));
}

function failed(what: string, attempts: number, cause: unknown): RolloutError {
  const { name, message } = Object(cause) as SdkError;
  const text = `${what} failed at attempt ${attempts} with ${name}: ${message}; nothing was decided, the next look asks again`;
  return new RolloutError('guard-source-failed', text, { fault: 'dependency', cause });
}
