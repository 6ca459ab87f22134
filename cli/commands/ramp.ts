import { type OpenStage, openStage } from '../appconfig/open-stage.ts';
import { strategiesOf } from '../appconfig/stage.ts';
import { namesOf, type StageNames } from '../appconfig/stage-names.ts';
import { badArgument } from '../bad-argument.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { guardSettingsOf } from '../observation/guard-settings.ts';
import { Observer } from '../observation/observer.ts';
import { Ramp, type RampEnd } from '../ramp/ramp.ts';
import { nextMove, type RampMove } from '../ramp/ramp-move.ts';
import type { RampReading } from '../ramp/read-ramp.ts';
import { StageRamp } from '../ramp/stage-ramp.ts';
import type { Report } from '../report.ts';
import { typedValue } from '../typed-value.ts';

/** Options of `ramp`. */
export interface RampOptions extends ChangeOptions {
  readonly flag: string;
  readonly value: string;
  /** Growing percentages. */
  readonly steps: readonly number[];
  readonly exposures?: number;
  readonly approve?: boolean;
  readonly again?: boolean;
  /** Seconds between two looks. */
  readonly every: number;
  readonly file?: string;
}

/** What `ramp --json` prints. */
export interface RampData extends Names, RampEnd {}

interface Names extends StageNames {
  readonly flag: string;
  readonly value: string;
}

const EXIT_OF: Readonly<Record<RampEnd['outcome'], ExitCode>> = {
  done: EXIT.ok,
  'taken-back': EXIT.takenBack,
  waiting: EXIT.waiting,
};

/** Rolls a candidate out step by step, and goes on as the policy allows. */
export const ramp: Command<RampOptions> = async (options, context) => {
  const { flag, value, steps, exposures, approve = false, again = false, file } = options;
  const open = await openStage(options, context);
  const { stage, clients } = open;
  if (exposures === undefined && !approve) await requireGuard(open);
  const { linear: strategyId } = await strategiesOf(clients.appConfig, stage);
  const everyMs = options.every * 1000;
  const actions = new StageRamp(
    {
      ...{ approve, everyMs, file, yes: options.yes ?? false },
      candidateOf: (served) => ({ flag, value: typedValue(served, flag, value) }),
    },
    { open, strategyId, context },
  );
  const names = { ...namesOf(stage), flag, value };
  if (options.dryRun) return dryRun(actions, options, names);
  const observer = new Observer(open, context.io.clock);
  const plan = { steps, again, everyMs, policy: { exposures, approve } };
  const end = await new Ramp(plan, { actions, observer, context }).run();
  return report({ ...names, ...end });
};

async function requireGuard({ stage, clients }: OpenStage): Promise<void> {
  if ((await guardSettingsOf(clients.appConfig, stage)) !== undefined) return;
  throw badArgument(
    'the stage has no guard whose verdict a step could wait for; nothing was changed; say with --exposures after how many requests of the candidate a step is over, or with --approve that a person decides',
  );
}

async function dryRun(actions: StageRamp, { steps, again }: RampOptions, names: Names): Promise<Report> {
  const reading = await actions.read();
  const move = nextMove(steps, reading.standing, again ?? false);
  const { reached } = reading.standing;
  const prepared =
    move.kind === 'deploy' || move.kind === 'judge'
      ? await actions.prepare(reading, move.percentage)
      : undefined;
  const why = move.kind === 'taken-back' ? await actions.whyTakenBack(reading) : '';
  return {
    exitCode: EXIT.ok,
    data: { ...names, dryRun: true, reached, next: move },
    show: (screen) => {
      screen.paragraph(`${names.flag}: ${names.value} is at ${reached} %. ${sentenceOf(move, reading, why)}`);
      if (prepared) screen.paragraph(`It would deploy ${prepared.change.summary}. Nothing was changed.`);
    },
  };
}

function sentenceOf(move: RampMove, { standing, environment }: RampReading, why: string): string {
  switch (move.kind) {
    case 'deploy':
      return `The next step, ${move.percentage} %, would begin at once.`;
    case 'judge':
      return `The next step, ${move.percentage} %, would begin when this one is judged.`;
    case 'follow':
      return `${standing.newest.percentage} % is being deployed, deployment ${environment.latestNumber}, and would be followed.`;
    case 'give-way':
      return 'Something else is being deployed, and has to end first.';
    case 'taken-back':
      return `Nothing would be done: ${why}.`;
    case 'done':
      return 'There is no step left.';
  }
}

function report(data: RampData): Report {
  const style = data.outcome === 'taken-back' ? 'red' : 'green';
  return {
    exitCode: EXIT_OF[data.outcome],
    data,
    show: (screen) => screen.styled(style, endSentence(data)),
  };
}

function endSentence({ outcome, flag, value, reached, reason }: RampData): string {
  switch (outcome) {
    case 'done':
      return `${flag}: ${value} is served to ${reached} %, the ramp is done.`;
    case 'waiting':
      return `${flag}: ${value} is at ${reached} % and waits: ${reason}.`;
    case 'taken-back':
      return `${flag}: ${value} was taken back. ${leftWith(reached)} Why: ${reason}.`;
  }
}

function leftWith(reached: number): string {
  if (reached === 0) return 'Nobody is on it.';
  return `${reached} % are on it still, as before; \`kill\` takes it from them too, \`start --percentage 0\` without forbidding it.`;
}
