import type { Command } from 'commander';
import { dayTextIn } from './day-option.ts';
import { percentageIn } from './number-options.ts';
import { type Run, withChange, withFile } from './shared-options.ts';

/** Defines the verbs that change something; `ramp` has a file of its own. */
export function defineRolloutVerbs(program: Command, run: Run): void {
  defineStart(program, run);
  definePromote(program, run);
  definePin(program, run);
  defineUnpin(program, run);
  withChange(program.command('stop'))
    .description('end the deployment that is in progress: the version before is served again')
    .action(run(async () => (await import('../commands/stop.ts')).stop));
  withChange(program.command('revert'))
    .description('take back the deployment that completed last, within 72 hours')
    .action(run(async () => (await import('../commands/revert.ts')).revert));
  defineKill(program, run);
  defineDeploy(program, run);
}

function defineStart(program: Command, run: Run): void {
  withFile(withFlag(program.command('start')))
    .description('roll a value out to a percentage of the users, and watch')
    .requiredOption('--value <value>', 'candidate: the value that is rolled out')
    .requiredOption(
      '--percentage <percentage>',
      'of those that its rule reaches, 0 to 100',
      percentageIn('--percentage'),
    )
    .option('--no-watch', 'leave it to AppConfig once it was started')
    .action(run(async () => (await import('../commands/start.ts')).start));
}

function definePromote(program: Command, run: Run): void {
  withFile(withFlag(program.command('promote')))
    .description('make the candidate the default and take its percentages away, and watch')
    .option('--value <value>', 'candidate (default: the only one in motion)')
    .option('--no-watch', 'leave it to AppConfig once it was started')
    .action(run(async () => (await import('../commands/promote.ts')).promote));
}

function definePin(program: Command, run: Run): void {
  withFile(withCustomer(withFlag(program.command('pin'))))
    .description('give a customer one value whatever is rolled out, at once')
    .requiredOption('--value <value>', 'value that the customer gets')
    .requiredOption('--reason <text>', 'why; it is stored in the document')
    .requiredOption('--until <day>', 'last day (UTC), YYYY-MM-DD', dayTextIn('--until'))
    .action(run(async () => (await import('../commands/pin.ts')).pin));
}

function defineUnpin(program: Command, run: Run): void {
  withFile(withCustomer(withFlag(program.command('unpin'))))
    .description("take a customer's pin away, at once")
    .action(run(async () => (await import('../commands/unpin.ts')).unpin));
}

function defineKill(program: Command, run: Run): void {
  withFlag(program.command('kill'))
    .description('from now on nobody gets the value; says when that took effect')
    .requiredOption('--value <value>', 'value that nobody is to get')
    .option('--instead <value>', 'becomes the default, where the value to be killed is it')
    .action(run(async () => (await import('../commands/kill.ts')).kill));
}

function defineDeploy(program: Command, run: Run): void {
  withChange(program.command('deploy'))
    .argument('<file>', 'flag document, JSON or JSONC')
    .description('deploy a document that was edited by hand, and watch')
    .option('--at-once', 'to everybody at once (default: step by step)')
    .option('--no-watch', 'leave it to AppConfig once it was started')
    .action(run(async () => (await import('../commands/deploy.ts')).deploy));
}

function withFlag(command: Command): Command {
  return withChange(command).requiredOption('--flag <flag>', 'flag in the document');
}

function withCustomer(command: Command): Command {
  return command
    .requiredOption('--customer <id>', 'value of the attribute that names the customer')
    .option('--attribute <name>', 'attribute that names customers', 'customer_id');
}
