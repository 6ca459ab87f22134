import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';

/** A file that cannot be written. */
export function unwritable(path: string, cause: unknown): CliError {
  const message = `${path} cannot be written (${Object(cause).code}); nothing else was changed; check the directory, and who may write there`;
  return new CliError('file-unreadable', message, { exitCode: EXIT.usage, cause });
}
