import type { Command } from 'commander';
import { instantIn } from './instant-option.ts';
import { numberIn } from './number-options.ts';
import { type Run, withSource } from './shared-options.ts';

/** Defines compare. */
export function defineCompareVerb(program: Command, run: Run): void {
  withSource(program.command('compare'))
    .description('say which value of a flag is better, how sure that is, and which flag did what')
    .option('--flag <name>', 'only this flag')
    .option('--since <moment>', 'from this day or moment (default: 28 days ago)', instantIn('--since'))
    .option('--until <moment>', 'until this day or moment (default: now)', instantIn('--until'))
    .option('--metric <name...>', 'only these metrics')
    .option(
      '--outcome <name:way...>',
      'an outcome that the stage does not say, with the way it gets better: task_completed:up',
    )
    .option(
      '--margin <percent>',
      'difference that is too small to matter',
      numberIn('--margin', { min: 0.1, max: 100 }),
    )
    .option('--once', 'this is the only look, at a moment that was fixed beforehand')
    .option('--records <file...>', 'exported metric records, a line each, in place of --env')
    .option('--share <value:weight...>', 'shares that the arms of --records were dealt')
    .option('--html <file>', 'write a page that needs no network')
    .option('--csv <file>', 'write every figure as comma-separated values')
    .action(run(async () => (await import('../commands/compare.ts')).compare));
}
