/** What is read off errors of the SDK, of AppConfig's services, and of the network beneath them. */
export interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: unknown;
  readonly Details?: { readonly InvalidConfiguration?: readonly { readonly Reason?: string }[] };
}

const NO_CREDENTIALS = /Credentials|TokenProviderError/;
const DENIED =
  /AccessDenied|Unauthori[sz]ed|UnrecognizedClient|InvalidSignature|ExpiredToken|InvalidClientTokenId/;
/** Codes of Node.js for connections, and the SDK's names for what it gave up itself. Errors of files have other codes. */
const NETWORK =
  /^(ECONN[A-Z]+|ENOTFOUND|EAI_[A-Z]+|ETIMEDOUT|EHOST[A-Z]+|ENET[A-Z]+|EPIPE|EPROTO|TimeoutError|AbortError)$/;
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded/;

/** Whether an error is the SDK's, or the network's beneath it. */
export function isAwsError(error: unknown): boolean {
  const { $metadata } = Object(error) as SdkError;
  return (
    $metadata !== undefined ||
    NO_CREDENTIALS.test(nameOf(error)) ||
    isWithoutRegion(error) ||
    isOfNetwork(error)
  );
}

/** Whether nobody knows what became of a request: there was no answer. */
export function isLost(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500;
}

/** Whether there were too many requests, which passes. */
export function isThrottled(error: unknown): boolean {
  return THROTTLED.test(nameOf(error)) || statusOf(error) === 429;
}

/** Whether credentials are missing, or do not allow it. */
export function isDenied(error: unknown): boolean {
  const [name, status] = [nameOf(error), statusOf(error)];
  return NO_CREDENTIALS.test(name) || DENIED.test(name) || status === 401 || status === 403;
}

/** Whether what was asked for is not there, or not any more. */
export function isMissing(error: unknown): boolean {
  return nameOf(error) === 'ResourceNotFoundException';
}

/** The SDK gives the error for a missing Region no name of its own. */
export function isWithoutRegion(error: unknown): boolean {
  return /^Region (is missing|not accepted)/.test(String(Object(error).message));
}

/** An error in one clause: `ThrottlingException: rate exceeded`. */
export function errorText(error: unknown): string {
  return `${nameOf(error)}: ${String((Object(error) as SdkError).message)}`;
}

function isOfNetwork(error: unknown): boolean {
  const { code, name } = Object(error) as SdkError;
  return NETWORK.test(String(code ?? name));
}

function nameOf(error: unknown): string {
  return String((Object(error) as SdkError).name);
}

function statusOf(error: unknown): number | undefined {
  return (Object(error) as SdkError).$metadata?.httpStatusCode;
}
