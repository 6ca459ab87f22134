import type { Command } from 'commander';
import { numberIn, percentagesOf } from './number-options.ts';
import { type Run, withChange, withFile } from './shared-options.ts';

/** More requests than any step waits for. */
const MAX_EXPOSURES = 1e9;

/** Defines `ramp`. */
export function defineRampVerb(program: Command, run: Run): void {
  const command = program
    .command('ramp')
    .description('roll a value out step by step, each step a deployment; run it again to go on');
  withFile(withChange(command))
    .requiredOption('--flag <flag>', 'flag in the document')
    .requiredOption('--value <value>', 'candidate: the value that is rolled out')
    .option('--steps <percentages>', 'growing percentages', percentagesOf('--steps'), [1, 5, 25, 50, 100])
    .option(
      '--exposures <count>',
      'a step is over after so many requests of the candidate',
      numberIn('--exposures', { min: 1, max: MAX_EXPOSURES, isWhole: true }),
    )
    .option('--approve', 'a person decides after each step; with --yes, about one step')
    .option('--again', 'try the step once more that was taken back')
    .option('--every <seconds>', 'seconds between two looks', numberIn('--every', { min: 1, max: 3600 }), 60)
    .action(run(async () => (await import('../commands/ramp.ts')).ramp));
}
