import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

/** An option or argument that cannot be used; `problem` ends with what to write in its place. */
export function badArgument(problem: string): CliError {
  return new CliError('bad-argument', problem, { exitCode: EXIT.usage });
}
