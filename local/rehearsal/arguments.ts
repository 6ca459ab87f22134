import { parseArgs } from 'node:util';
import { RehearsalError } from './rehearsal-error.ts';
import { DEFAULT_SCENARIO, shippedScenarios } from './scenarios.ts';

/** What a person asked for. */
export interface RehearsalArguments {
  /** Name of a shipped scenario, or a JSON file. */
  readonly scenario: string;
  readonly trace: string | undefined;
  readonly judge: string | undefined;
  readonly control: string | undefined;
  readonly candidate: string | undefined;
  readonly seed: number;
  readonly json: boolean;
  /** File that the page is written to; `undefined` = none. */
  readonly report: string | undefined;
  readonly help: boolean;
}

const OPTIONS = {
  scenario: { type: 'string' },
  trace: { type: 'string' },
  judge: { type: 'string' },
  control: { type: 'string' },
  candidate: { type: 'string' },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  report: { type: 'string' },
  'no-report': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

/** Where the page of the last rehearsal is, from the working directory. */
export const DEFAULT_REPORT = '.local/rehearsal.html';

const MAX_SEED = 2 ** 31 - 1;

const LONGEST_NAME = Math.max(...shippedScenarios().map(({ name }) => name.length));

/** What `--help` prints. */
export const USAGE = `Rehearses model rollouts on this machine, in virtual time: no AWS account is used.

npm start -- [options]
  --scenario NAME|FILE   what to play (default ${DEFAULT_SCENARIO})
  --trace FILE.csv       real requests: TIMESTAMP,ContextTokens,GeneratedTokens
  --judge FILE.csv       real evaluations: task_id,model,judge_score_1_to_10,output_chars;
                         needs --control and --candidate, models of that file
  --control MODEL        the model everybody is on
  --candidate MODEL      the model that is rolled out
  --seed N               the same seed plays the same rehearsal (default 1)
  --json                 print one JSON object instead of the story; writes no page unless --report is given
  --report FILE          page with charts and numbers to write (default ${DEFAULT_REPORT})
  --no-report            write no page

Scenarios
${shippedScenarios()
  .map(({ name, description }) => `  ${name.padEnd(LONGEST_NAME)}  ${description}`)
  .join('\n')}
`;

/** Reads the options. Throws a `RehearsalError` for an unknown one, a bad seed, or `--judge` without the two models. */
export function parseArguments(args: readonly string[]): RehearsalArguments {
  const values = parseOptions(args);
  const { trace, judge, control, candidate, json, help } = values;
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
    throw new RehearsalError(`--seed ${values.seed} is no seed: give a whole number from 0 to ${MAX_SEED}`);
  }
  if (judge !== undefined && (control === undefined || candidate === undefined)) {
    throw new RehearsalError(
      '--judge needs to know whose answers to draw: add --control MODEL and --candidate MODEL',
    );
  }
  // Judged answers are the fault, if there is one: the default scenario would add a scripted one.
  const scenario = values.scenario ?? (judge === undefined ? DEFAULT_SCENARIO : 'good');
  return { scenario, trace, judge, control, candidate, seed, json, report: reportFile(values), help };
}

function reportFile(asked: { report?: string; 'no-report': boolean; json: boolean }): string | undefined {
  if (asked.report === '') throw new RehearsalError('--report has no file: name one, or give --no-report');
  if (asked['no-report']) return undefined;
  return asked.report ?? (asked.json ? undefined : DEFAULT_REPORT);
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new RehearsalError(`${error instanceof Error ? error.message : error}; see npm start -- --help`);
  }
}
