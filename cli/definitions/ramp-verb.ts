import { type Command, InvalidArgumentError } from 'commander';
import { type Run, withChange } from './shared-options.ts';

/** Defines `ramp`. */
export function defineRampVerb(program: Command, run: Run): void {
  const command = program
    .command('ramp')
    .description('roll a value out step by step, each step a deployment; run it again to go on');
  withChange(command)
    .requiredOption('--flag <flag>', 'flag in the document')
    .requiredOption('--value <value>', 'candidate: the value that is rolled out')
    .option('--steps <percentages>', 'growing percentages', percentages, [1, 5, 25, 50, 100])
    .option('--exposures <count>', 'a step is over after so many requests of the candidate', count)
    .option('--approve', 'a person decides after each step; with --yes, about one step')
    .option('--again', 'try the step once more that was taken back')
    .option('--every <seconds>', 'seconds between two looks', seconds, 60)
    .option('--file <path>', 'document on disk, JSON or JSONC, to be kept in step')
    .action(run(async () => (await import('../commands/ramp.ts')).ramp));
}

/** As fine as AppConfig's documents are here: steps of 0.001. */
const FINEST = 1000;

function percentages(text: string): readonly number[] {
  const steps = text.split(',').map((step) => (step.trim() === '' ? Number.NaN : Number(step)));
  const isGrowing = steps.every((step, at) => step > (steps[at - 1] ?? 0) && step <= 100);
  const isFine = steps.every((step) => Math.abs(step * FINEST - Math.round(step * FINEST)) < 1e-6);
  if (isGrowing && isFine) return steps;
  throw new InvalidArgumentError(
    'Give growing percentages above 0 and up to 100, in steps of 0.001, such as 1,5,25,50,100.',
  );
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a whole number above 0.');
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 1 && value <= 3600) return value;
  throw new InvalidArgumentError('Give 1 to 3600 seconds.');
}
