import { type Command, Option } from 'commander';
import { FORMAT_NAMES } from '../convert/format.ts';
import { type Run, withJson } from './shared-options.ts';

/** Defines convert. */
export function defineConvertVerb(program: Command, run: Run): void {
  withJson(program.command('convert'))
    .description('say flags in another format, and name everything that cannot be carried over')
    .argument('<file>', 'flags, in the format of --from')
    .addOption(
      new Option('--from <format>', 'format of the file').choices(FORMAT_NAMES).makeOptionMandatory(),
    )
    .addOption(
      new Option('--to <format>', 'format that is wanted').choices(FORMAT_NAMES).makeOptionMandatory(),
    )
    .option('--out <file>', 'write the flags there (default: standard output)')
    .option('--flag <key...>', 'these flags only')
    .addOption(
      new Option(
        '--accept <effect...>',
        'take flags that change who is in, or that differ for some users',
      ).choices(['reassigned', 'approximated']),
    )
    .option('--rehash', 'deal users by the own hash in place of the one they come with; changes who is in')
    .action(run(async () => (await import('../commands/convert.ts')).convert));
}
