import { type Command, Option } from 'commander';
import { numberIn, percentagesOf } from './number-options.ts';
import { type Run, withJson, withSource, withToday } from './shared-options.ts';

/** Defines validate, explain, diff and plan. */
export function defineDocumentVerbs(program: Command, run: Run): void {
  defineValidate(program, run);
  defineExplain(program, run);
  defineDiff(program, run);
  definePlan(program, run);
}

function defineValidate(program: Command, run: Run): void {
  withToday(withJson(program.command('validate')))
    .description('say everything that is wrong with documents, where, and what to do')
    .argument('<file...>', 'flag or prompt documents, JSON with or without comments')
    .action(run(async () => (await import('../commands/validate.ts')).validate));
}

function defineExplain(program: Command, run: Run): void {
  withSource(program.command('explain'))
    .description('say what each flag serves to one user, and why')
    .argument('[file]', 'flag document; without it, what is deployed (--env)')
    .requiredOption('--user <json>', 'attributes of the user, such as \'{"user_id":"u-1"}\'')
    .option('--flag <flag>', 'this flag only')
    .action(run(async () => (await import('../commands/explain.ts')).explain));
}

function defineDiff(program: Command, run: Run): void {
  withSource(program.command('diff'))
    .description('say what a document would change against what is deployed, and for how many users')
    .argument('<file>', 'next flag document; without --env, the deployed one')
    .argument('[next]', 'next flag document, without --env')
    .option(
      '--sample <n>',
      'how many users to generate',
      numberIn('--sample', { min: 1, max: 1e6, isWhole: true }),
      10_000,
    )
    .option('--users <file>', "users instead: one JSON object of a user's attributes a line")
    .action(run(async () => (await import('../commands/diff.ts')).diff));
}

function definePlan(program: Command, run: Run): void {
  withJson(program.command('plan'))
    .description('say how long it takes to notice an effect, and whom a ramp exposes until then')
    .requiredOption(
      '--requests-per-minute <n>',
      'requests that are compared, of both roles',
      numberIn('--requests-per-minute', { min: 0.001, max: 1e7 }),
    )
    .requiredOption(
      '--base-rate <rate>',
      "the control's rate of events, or its mean score",
      numberIn('--base-rate', { min: 1e-6, max: 1 }),
    )
    .requiredOption(
      '--ratio <ratio>',
      "the candidate's rate over the control's",
      numberIn('--ratio', { min: 0.001, max: 1000 }),
    )
    .option(
      '--percentage <percent>',
      'users on the candidate',
      numberIn('--percentage', { min: 0.001, max: 99.999 }),
      50,
    )
    .addOption(new Option('--direction <way>', 'the way it gets worse').choices(['up', 'down']).default('up'))
    .option(
      '--tolerance <ratio>',
      'ratio that is put up with (default: 1.1 up, 0.97 down)',
      numberIn('--tolerance', { min: 0.01, max: 100 }),
    )
    .option('--alpha <alpha>', 'promise of the guard', numberIn('--alpha', { min: 1e-6, max: 0.499 }), 0.05)
    .option(
      '--guardrails <n>',
      'guardrails that share the promise alike',
      numberIn('--guardrails', { min: 1, max: 12, isWhole: true }),
      3,
    )
    .option(
      '--dispersion <factor>',
      'how much more the sums vary than those of independent requests',
      numberIn('--dispersion', { min: 1, max: 1000 }),
      1,
    )
    .option('--steps <percentages>', 'percentages of a ramp, such as 1,5,25,50,100', percentagesOf('--steps'))
    .option(
      '--step-minutes <minutes>',
      'how long each step lasts',
      numberIn('--step-minutes', { min: 1, max: 1e6 }),
      60,
    )
    .option(
      '--requests-per-user <n>',
      'requests that a user sends meanwhile',
      numberIn('--requests-per-user', { min: 1, max: 1e6 }),
      1,
    )
    .action(run(async () => (await import('../commands/plan.ts')).plan));
}
