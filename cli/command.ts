import type { Aftermath } from './aftermath.ts';
import type { Io } from './io.ts';
import type { Screen } from './output/screen.ts';
import type { Report } from './report.ts';

/** What every command is given beside its own options. */
export interface CommandContext {
  readonly io: Io;
  /** What is told while a command works: standard output, or standard error when `--json` keeps that for the data. */
  readonly screen: Screen;
  readonly aftermath: Aftermath;
}

/** One verb: reads, decides, acts, and reports. Rejects with `CliError` for whatever a person can do something about. */
export type Command<Options> = (options: Options, context: CommandContext) => Promise<Report>;
