import { CommanderError } from 'commander';
import { Aftermath } from './aftermath.ts';
import { isAwsError } from './aws/aws-error.ts';
import { awsFailure } from './aws/aws-failure.ts';
import { badArgument } from './bad-argument.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { Screen } from './output/screen.ts';
import { createProgram } from './program.ts';
import type { Report } from './report.ts';

/** Runs one command line, without the names of runtime and program; resolves to the exit code. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  const isJson = args.includes('--json');
  const aftermath = new Aftermath();
  try {
    let exitCode: ExitCode = EXIT.ok;
    const program = createProgram({ io, aftermath }, (report) => {
      print(report, io, isJson);
      exitCode = report.exitCode;
    });
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && isPrinted(error))
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return fail(explained(error, aftermath), io, isJson);
  }
}

function print({ data, show }: Report, { stdout, env }: Io, isJson: boolean): void {
  if (isJson) stdout.write(`${JSON.stringify(data)}\n`);
  else show(new Screen(stdout, env));
}

/** Errors of services and of ourselves, with what is left behind. */
function explained(error: unknown, aftermath: Aftermath): CliError | Error {
  if (error instanceof CommanderError) return misspelt(error);
  if (error instanceof CliError) return error;
  if (isAwsError(error)) return awsFailure(error, aftermath.text);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Error(
    `a fault of model-rollout itself; ${aftermath.text}; see how things stand with \`model-rollout status\`, and report this: ${text}`,
  );
}

/** Commander has printed help or version by itself. */
function isPrinted({ code }: CommanderError): boolean {
  return /^commander\.(help|helpDisplayed|version)$/.test(code);
}

/** Commander's words are kept, and are brought into one line. */
function misspelt({ message }: CommanderError): CliError {
  const said = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return badArgument(`${said}; see --help`);
}

/** One line for a person, or the same as data. */
function fail(error: CliError | Error, { stdout, stderr }: Io, isJson: boolean): ExitCode {
  const { message } = error;
  const [code, exitCode] = error instanceof CliError ? [error.code, error.exitCode] : ['internal', EXIT.bug];
  if (isJson) stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  else stderr.write(`${message}\n`);
  return exitCode;
}
