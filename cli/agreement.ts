import { CliError } from './cli-error.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-code.ts';

/** Asks before something is changed, unless `yes`. Rejects with `declined`, or `not-interactive` where nobody can answer. */
export async function askFor(
  question: string,
  { yes }: { readonly yes?: boolean | undefined },
  { io, aftermath }: Pick<CommandContext, 'io' | 'aftermath'>,
): Promise<void> {
  if (yes) return;
  if (io.confirm === undefined) {
    const message = `nobody is there to be asked; ${aftermath.text}; add --yes to go ahead, or --dry-run to see only`;
    throw new CliError('not-interactive', message, { exitCode: EXIT.usage });
  }
  const isAgreed = await io.confirm(question);
  aftermath.checkpoint(io.interrupted);
  if (!isAgreed)
    throw new CliError('declined', `not confirmed; ${aftermath.text}`, { exitCode: EXIT.refused });
}
