import type { Stage } from './stage.ts';

/** What names the stage on a command line, wherever else an environment is called the same: `--env prod --app shop-prod`. */
export function stageArguments({ application, environment }: Stage): string {
  return `--env ${quoted(environment.name)} --app ${quoted(application.name)}`;
}

/** A word as a POSIX shell takes it: in quotes where it has to be. */
export function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
