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
  withStage(program.command('history'))
    .description('tell what was deployed, by whom, what it changed, how it ended and why')
    .option(
      '--limit <count>',
      'deployments at most',
      numberIn('--limit', { min: 1, max: 1000, isWhole: true }),
      20,
    )
    .action(run(async () => (await import('../commands/history.ts')).history));
}
