/** Why a call gave no answer, as far as metrics tell it apart. */
export type ModelFailureKind = 'error' | 'timeout' | 'throttle';

/** Names of exceptions that mean more than "error": the AWS SDK's, Node's and the web's. */
const KIND_BY_NAME: ReadonlyMap<unknown, ModelFailureKind> = new Map([
  ['ThrottlingException', 'throttle'],
  ['TooManyRequestsException', 'throttle'],
  ['ServiceQuotaExceededException', 'throttle'],
  ['ModelTimeoutException', 'timeout'],
  ['TimeoutError', 'timeout'],
  ['AbortError', 'timeout'],
]);

const TOO_MANY_REQUESTS = 429;

/** How deep errors are looked for inside errors. */
const MAX_DEPTH = 4;

/** What clients put into the errors that they throw; which of it is there differs. */
interface ClientError {
  readonly name?: unknown;
  /** AWS SDK. */
  readonly $metadata?: { readonly httpStatusCode?: unknown };
  /** Vercel AI SDK. */
  readonly statusCode?: unknown;
  /** Clients of model providers. */
  readonly status?: unknown;
  /** What an error of retrying failed of last. */
  readonly lastError?: unknown;
  readonly cause?: unknown;
}

/**
 * What a thrown value means for the metrics, by its name or HTTP status, or by those of what caused it, as clients wrap
 * errors. `error` where nothing says more.
 */
export function failureKind(thrown: unknown): ModelFailureKind {
  return kindAt(thrown, 0) ?? 'error';
}

/** Name of an exception for the operator, or its system code (`ECONNREFUSED`); at most 64 letters, nothing of its message. */
export function failureReason(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { name, code }: Error & { readonly code?: unknown } = thrown;
  // What the system refuses comes as a plain `Error` with a code.
  const told = name === 'Error' && typeof code === 'string' ? code : name;
  return told.replace(/\W/g, '').slice(0, 64);
}

function kindAt(thrown: unknown, depth: number): ModelFailureKind | undefined {
  if (typeof thrown !== 'object' || thrown === null || depth > MAX_DEPTH) return undefined;
  const { name, $metadata, statusCode, status, lastError, cause }: ClientError = thrown;
  const isThrottled = [$metadata?.httpStatusCode, statusCode, status].includes(TOO_MANY_REQUESTS);
  return (
    KIND_BY_NAME.get(name) ??
    (isThrottled ? 'throttle' : undefined) ??
    kindAt(lastError, depth + 1) ??
    kindAt(cause, depth + 1)
  );
}
