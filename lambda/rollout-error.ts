/** Who can do something about an error: the caller, whoever runs the dependency, or whoever wrote this code. */
export type Fault = 'user' | 'dependency' | 'bug';

/** Stable names of run-time errors; `docs/errors.md` explains each. */
export type RolloutErrorCode =
  | 'flag-source-unreachable'
  | 'flag-source-timeout'
  | 'flag-source-status'
  | 'flag-source-cut'
  | 'flag-source-too-large'
  | 'flag-source-failed'
  | 'document-refused'
  | 'deployed-version-unreadable'
  | 'safe-default-invalid'
  | 'guard-source-failed'
  | 'guard-data-partial'
  | 'several-flags-in-motion'
  | 'outcomes-deferred'
  | 'report-untold'
  | 'settings-invalid'
  | 'model-error'
  | 'model-timeout'
  | 'model-throttle';

export interface RolloutErrorOptions {
  readonly fault: Fault;
  readonly cause?: unknown;
}

/** An error of the run-time part. `name` equals `code`: that is what Lambda reports as the error type. */
export class RolloutError extends Error {
  override readonly name: string;
  readonly code: RolloutErrorCode;
  readonly fault: Fault;

  constructor(code: RolloutErrorCode, message: string, options: RolloutErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.fault = options.fault;
  }
}
