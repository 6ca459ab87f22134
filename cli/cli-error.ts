import type { ExitCode } from './exit-code.ts';

/** Stable names of what a command refuses or fails with; `docs/errors.md` explains each. */
export type CliErrorCode =
  | 'bad-argument'
  | 'file-unreadable'
  | 'file-differs'
  | 'not-found'
  | 'guard-unreadable'
  | 'ambiguous'
  | 'change-refused'
  | 'document-refused'
  | 'nothing-to-do'
  | 'in-progress'
  | 'concurrent-change'
  | 'declined'
  | 'not-interactive'
  | 'package-missing'
  | 'access-denied'
  | 'throttled'
  | 'unreachable'
  | 'aws-refused'
  | 'interrupted';

export interface CliErrorOptions {
  readonly exitCode: ExitCode;
  readonly cause?: unknown;
}

/** Ends a command. The message is one line for a person: what happened, what is unchanged, what to do. */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;

  constructor(code: CliErrorCode, message: string, { exitCode, cause }: CliErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CliError';
    this.code = code;
    this.exitCode = exitCode;
  }
}
