import type { Command } from 'commander';
import { numberIn } from './number-options.ts';
import { type Run, withSource, withToday } from './shared-options.ts';

/** Defines hygiene. */
export function defineHygieneVerb(program: Command, run: Run): void {
  withToday(withSource(program.command('hygiene')))
    .description('say what is missing, past its date or no longer used, and how to take it out')
    .argument('[file]', 'flag document; without it, what is deployed (--env)')
    .option('--prompts <file>', 'prompt document beside the file')
    .option(
      '--days <days>',
      'days without a gate, or without a request, after which a flag is stale',
      numberIn('--days', { min: 1, max: 365, isWhole: true }),
      30,
    )
    .option('--code <dir...>', 'search source files for references to flags')
    .option(
      '--call <name...>',
      'a function that reads a flag by its first literal, beside evaluate and OpenFeature',
    )
    .option('--strict', 'exit with 1 also for warnings and for what is stale or unused')
    .action(run(async () => (await import('../commands/hygiene.ts')).hygiene));
}
