import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { Screen } from './output/screen.ts';
import { createProgram } from './program.ts';
import type { Report } from './report.ts';

/** Runs one command line, without the names of runtime and program; resolves to the exit code. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  const isJson = args.includes('--json');
  try {
    let exitCode: ExitCode = EXIT.ok;
    const program = createProgram(io, (report) => {
      print(report, io, isJson);
      exitCode = report.exitCode;
    });
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return failure(error, io, isJson);
  }
}

function print({ data, show }: Report, { stdout, env }: Io, isJson: boolean): void {
  if (isJson) stdout.write(`${JSON.stringify(data)}\n`);
  else show(new Screen(stdout, env));
}

/** One line for a person, and with `--json` the same as data. */
function failure(error: unknown, { stdout, stderr }: Io, isJson: boolean): ExitCode {
  // Commander has said by itself what is wrong, or has printed the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const known = error instanceof CliError ? error : undefined;
  const exitCode = known?.exitCode ?? EXIT.bug;
  const code = known?.code ?? 'internal';
  const message = known?.message ?? bugMessage(error);
  if (isJson) stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  else stderr.write(`${message}\n`);
  return exitCode;
}

function bugMessage(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `a fault of model-rollout itself; run \`model-rollout status\` to see how things stand, and report this: ${text}`;
}
