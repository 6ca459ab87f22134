import { failureKind } from './failure-kind.ts';
import { ModelFailure } from './model-invoker.ts';

interface SdkError {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Runs one AWS call within a time limit and turns what goes wrong into a {@link ModelFailure}.
 *
 * Clients for this are made with one attempt: the SDK's retries would hide a candidate's failures from its metrics and
 * stretch its latency; the answer by control is the retry. The exception is a call that failed without any answer in
 * HTTP: that is a connection gone stale while the environment was frozen and says nothing of the model, so it is made
 * once more within the same limit.
 */
export async function callAws<Output>(
  timeoutMs: number,
  call: (abortSignal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
  try {
    return await call(signal).catch((error: unknown) => {
      if (signal.aborted || httpStatus(error) !== undefined) throw error;
      return call(signal);
    });
  } catch (error) {
    throw new ModelFailure(signal.aborted ? 'timeout' : failureKind(error), error);
  }
}

function httpStatus(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode;
}
