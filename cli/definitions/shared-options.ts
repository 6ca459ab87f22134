import type { Command } from 'commander';
import type { AwsOptions } from '../aws/clients.ts';
import type { Command as Verb } from '../command.ts';
import { dayIn } from './day-option.ts';

/** Loads a verb's code when it is called: nobody waits for the other verbs. */
export type Load<Options> = () => Promise<Verb<Options>>;

/** Turns a verb into an action of commander's. Positional arguments come to it as the option `arguments`. */
export type Run = <Options>(load: Load<Options>) => (...args: unknown[]) => Promise<void>;

/** Options of a verb that speaks to AWS about one stage. */
export interface StageOptions extends AwsOptions {
  /** AppConfig environment, name or id. */
  readonly env: string;
  /** AppConfig application, name or id; without it the one that has such an environment. */
  readonly app?: string;
}

/** Options of a verb that changes something. */
export interface ChangeOptions extends StageOptions {
  /** Nobody is asked. */
  readonly yes?: boolean;
  /** Everything is checked and shown, nothing is done. */
  readonly dryRun?: boolean;
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON object; what is told meanwhile goes to standard error');
}

/** Adds `--json` and whereabouts of the stage. */
export function withStage(command: Command): Command {
  return withWhereabouts(command.requiredOption(...ENVIRONMENT));
}

/** Adds `--json`, and whereabouts of a stage to a command that takes a file in its place. */
export function withSource(command: Command): Command {
  return withWhereabouts(command.option(...ENVIRONMENT));
}

/** Adds what {@link withStage} adds, and what changes need. */
export function withChange(command: Command): Command {
  return withStage(command)
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'check and show everything, change nothing');
}

/** Adds `--file`. */
export function withFile(command: Command): Command {
  return command.option('--file <path>', 'document on disk, JSON or JSONC, to be kept in step');
}

/** Adds `--today`. */
export function withToday(command: Command): Command {
  return command.option(
    '--today <day>',
    'hold dates against this day, YYYY-MM-DD (default: now)',
    dayIn('--today'),
  );
}

const ENVIRONMENT = ['--env <name|id>', 'AppConfig environment'] as const;

/** The application, and where and as whom. */
function withWhereabouts(command: Command): Command {
  return withJson(command)
    .option('--app <name|id>', 'AppConfig application (default: the one that has the environment)')
    .option('--region <region>', 'AWS Region (default: as the AWS CLI finds it)')
    .option('--profile <name>', 'profile of the AWS configuration files');
}
