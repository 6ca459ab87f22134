import { RolloutError, type RolloutErrorCode } from '../rollout-error.ts';

/** What a source rejects with; the message names neither units nor anything the other side said. */
export function sourceFailure(
  code: Extract<RolloutErrorCode, `flag-source-${string}`>,
  message: string,
  cause?: unknown,
): RolloutError {
  return new RolloutError(code, message, { fault: 'dependency', cause });
}
