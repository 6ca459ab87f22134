import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parse } from 'csv-parse/sync';
import { Screen, type ScreenStream } from '../../cli/output/screen.ts';
import { STAGES } from '../../config/stages.ts';
import { SAFE_DEFAULT } from '../../lambda/contract.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import { parseArguments, type RehearsalArguments, USAGE } from './arguments.ts';
import { JudgedAnswers } from './judged-answers.ts';
import { observers } from './observers.ts';
import { RehearsalError } from './rehearsal-error.ts';
import { RehearsalRecorder } from './rehearsal-recorder.ts';
import { type RehearsalOptions, rehearse } from './rehearse.ts';
import type { RehearsalReport } from './report.ts';
import { parseScenario, type Scenario } from './scenario.ts';
import { findScenario } from './scenarios.ts';
import { TerminalView } from './terminal-view.ts';
import { parseTrace } from './traffic.ts';

/** Ours: far longer than any model's name, and short enough for a flag document. */
const MAX_NAME_CHARACTERS = 200;

/** Where a command gets its input and puts its output. */
export interface CommandIo {
  readonly args: readonly string[];
  readonly stdout: ScreenStream;
  readonly stderr: ScreenStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs `npm start`; resolves to the exit code: 0, or 2 for wrong input. */
export async function runRehearsal({ args, stdout, stderr, env }: CommandIo): Promise<number> {
  const startedMs = performance.now();
  try {
    const asked = parseArguments(args);
    if (asked.help) {
      stdout.write(USAGE);
      return 0;
    }
    const input = readInput(asked);
    const view = asked.json ? undefined : new TerminalView(new Screen(stdout, env));
    const recorder = asked.report === undefined ? undefined : new RehearsalRecorder();
    const told = [view, recorder].filter((one) => one !== undefined);
    const report = await rehearse({ ...input, observer: observers(told) });
    const timed = { ...report, wallSeconds: Math.round((performance.now() - startedMs) / 100) / 10 };
    view?.ended(timed);
    if (asked.report !== undefined && recorder) await writePage(asked.report, recorder, report);
    if (view) view.pageWritten(asked.report);
    else stdout.write(`${JSON.stringify({ ...timed, report: asked.report })}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error;
    stderr.write(`${error.message}\n`);
    return 2;
  }
}

/** Charts take a while to load, and nobody needs them who asks for help or is refused. */
async function writePage(file: string, recorder: RehearsalRecorder, report: RehearsalReport): Promise<void> {
  const { writeReport } = await import('./write-report.ts');
  writeReport(file, recorder, report);
}

function readInput(asked: RehearsalArguments): Omit<RehearsalOptions, 'observer'> {
  const scenario = withModels(readScenario(asked.scenario), asked);
  requireTwoModels(scenario);
  const trace = asked.trace === undefined ? undefined : parseTrace(readCsv(asked.trace));
  const judge = asked.judge === undefined ? undefined : readJudge(asked.judge, scenario);
  const { template, inferenceAssetDirectory } = synthesizeStage(stageFor(scenario));
  const bundled = (file: string): string => readFileSync(join(inferenceAssetDirectory, file), 'utf8');
  return {
    template,
    safeDefault: { flags: bundled(SAFE_DEFAULT.flags), prompts: bundled(SAFE_DEFAULT.prompts) },
    scenario,
    seed: asked.seed,
    trace,
    judge,
  };
}

/** A name, unless it looks like a file. */
function readScenario(asked: string): Scenario {
  return asked.endsWith('.json') ? parseScenario(readText(asked), asked) : findScenario(asked);
}

function withModels(scenario: Scenario, { control, candidate }: RehearsalArguments): Scenario {
  return {
    ...scenario,
    control: { ...scenario.control, model: control ?? scenario.control.model },
    rollouts: scenario.rollouts.map((rollout) => ({
      ...rollout,
      candidate: { ...rollout.candidate, model: candidate ?? rollout.candidate.model },
    })),
  };
}

/** A model has one script: a fault of the candidate would be the control's as well. */
function requireTwoModels({ control, rollouts }: Scenario): void {
  const candidates = rollouts.map(({ candidate }) => candidate.model);
  if (candidates.includes(control.model)) {
    throw new RehearsalError(
      `${control.model} is control and candidate at once: give two names, which may behave alike`,
    );
  }
  const odd = [control.model, ...candidates].find(({ length }) => length < 1 || length > MAX_NAME_CHARACTERS);
  if (odd !== undefined) {
    throw new RehearsalError(
      `a model has a name of ${odd.length} characters: give --control and --candidate names of 1 to ${MAX_NAME_CHARACTERS}`,
    );
  }
}

function readJudge(file: string, { control, rollouts }: Scenario): JudgedAnswers {
  const judge = JudgedAnswers.parse(readCsv(file));
  for (const model of [control.model, ...rollouts.map(({ candidate }) => candidate.model)]) {
    if (judge.models.includes(model)) continue;
    throw new RehearsalError(`${file} has no answers of "${model}": use ${judge.models.join(', ')}`);
  }
  return judge;
}

/** Production, with the scenario's models in its catalogue. */
function stageFor({ control, rollouts }: Scenario): StageConfig {
  const names = [control.model, ...rollouts.map(({ candidate }) => candidate.model)];
  const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 5 };
  const added = names.map((name) => [name, { foundationModel: `rehearsed.${name}`, ...price }]);
  return { ...STAGES.prod, models: { ...Object.fromEntries(added), ...STAGES.prod.models } };
}

function readCsv(file: string): readonly (readonly string[])[] {
  try {
    return parse(readText(file), { skip_empty_lines: true });
  } catch (cause) {
    if (cause instanceof RehearsalError) throw cause;
    throw new RehearsalError(`${file} cannot be read as CSV: ${String(cause)}`, { cause });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new RehearsalError(`${file} cannot be read: check the name`, { cause });
  }
}
