import { RolloutError, type RolloutErrorCode } from '../rollout-error.ts';

/** What a source rejects with; the message names neither units nor anything the other side said. */
export function sourceFailure(
  code: Extract<RolloutErrorCode, `flag-source-${string}`>,
  message: string,
  cause?: unknown,
): RolloutError {
  return new RolloutError(code, message, { fault: 'dependency', cause });
}

interface SdkError {
  readonly name?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What an error of AppConfig's own client comes to; one without a status had no answer, or never left the machine. */
export function appConfigFailure(error: unknown): RolloutError {
  const { name, $metadata } = Object(error) as SdkError;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) {
    return sourceFailure('flag-source-unreachable', `appconfig cannot be reached: ${name}`, error);
  }
  return sourceFailure('flag-source-status', `appconfig answered ${status} ${name}, not a document`, error);
}

export function appConfigTimeout(timeoutMs: number): RolloutError {
  return sourceFailure('flag-source-timeout', `appconfig did not answer in full within ${timeoutMs} ms`);
}
