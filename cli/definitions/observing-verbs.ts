import type { Command } from 'commander';
import { numberIn } from './number-options.ts';
import { type Run, withStage } from './shared-options.ts';

/** Defines status, watch and history. */
export function defineObservingVerbs(program: Command, run: Run): void {
  withStage(program.command('status'))
    .description('look once: what is served, what is in motion, what guard and alarms say')
    .action(run(async () => (await import('../commands/status.ts')).status));
  withStage(program.command('watch'))
    .description('watch the deployment in progress until it is over')
    .option(
      '--every <seconds>',
      'time between two looks',
      numberIn('--every', { min: 1, max: 3600, isWhole: true }),
      10,
    )
    .action(run(async () => (await import('../commands/watch.ts')).watch));
}
