import { type ChangedFlag, flagChanges } from '../../core/difference/flag-changes.ts';
import type { FlagValue } from '../../core/document/flag-document.ts';
import { rollbackOf } from '../../lambda/watch/kill-deployment.ts';
import { namesOf, type StageNames, stageName } from '../appconfig/stage-names.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { clockText } from '../output/time-text.ts';
import { valueText } from '../output/value-text.ts';
import type { Report } from '../report.ts';
import type { RolloutContext } from '../rollout/rollout-context.ts';
import type { CarriedOut } from './carry-out-kill.ts';
import type { KillReading } from './read-kill.ts';
import type { Effect } from './see-effect.ts';
import { secondsText } from './tell-step.ts';

/** What `kill --json` prints. Times are milliseconds from the moment that it was agreed on. */
export interface KillData extends StageNames {
  readonly flag: string;
  readonly value: FlagValue;
  /** The new default, where one was named. */
  readonly instead?: FlagValue;
  /** Whether this command changed anything; `false` also when it was killed before. */
  readonly changed: boolean;
  readonly dryRun?: true;
  readonly changes: readonly ChangedFlag[];
  /** What was in progress and had to end. */
  readonly stopped?: {
    readonly deployment: number;
    /** Name of the configuration profile that it deployed. */
    readonly profile: string;
    readonly state: string;
    readonly afterMs: number;
  };
  /** The deployment that kills. */
  readonly deployed?: {
    readonly deployment: number;
    readonly version: number;
    readonly state: string;
    readonly afterMs: number;
    /** Why AppConfig took it back; only then. */
    readonly takenBackBy?: string;
  };
  /** What was seen from outside; absent when the kill was taken back. */
  readonly effect?: Effect;
  /** What went wrong beside it, a clause each. */
  readonly troubles: readonly string[];
}

/** How a kill ended. */
export interface KillEnd {
  readonly done: CarriedOut;
  readonly effect?: Effect;
  readonly troubles: readonly string[];
}

/** `"new" of flag m`. */
export function shownKill({ kill: { flag, value } }: Pick<KillReading, 'kill'>): string {
  return `${valueText(value)} of flag ${flag}`;
}

export function killData(reading: KillReading, end: KillEnd, context: RolloutContext): KillData {
  const { kill, deployed: before, after } = reading;
  const { done, effect, troubles } = end;
  return {
    ...namesOf(context.open.stage),
    ...{ flag: kill.flag, value: kill.value },
    ...(kill.instead !== undefined && { instead: kill.instead }),
    changed: done.stopped !== undefined || done.deployed !== undefined,
    changes: flagChanges(before.document, after),
    ...stoppedData(done),
    ...deployedData(done),
    ...(effect && { effect }),
    troubles,
  };
}

/** The report of a kill that was carried out, or of one that was there already. */
export function killReport(reading: KillReading, end: KillEnd, context: RolloutContext): Report {
  const data = killData(reading, end, context);
  const where = `${shownKill(reading)} in ${stageName(context.open.stage)}`;
  return {
    exitCode: exitCodeOf(data),
    data,
    show: (screen) => {
      screen.styled(exitCodeOf(data) === EXIT.ok ? 'green' : 'red', sentenceOf(data, where));
      const { traffic } = data.effect ?? {};
      if (traffic) screen.paragraph(`Requests: ${trafficText(traffic)}.`);
      for (const trouble of data.troubles) screen.paragraph(`Beside it: ${trouble}.`);
    },
  };
}

function stoppedData({ stopped }: CarriedOut): Pick<KillData, 'stopped'> {
  if (stopped === undefined) return {};
  const { DeploymentNumber: deployment = 0, ConfigurationName: profile = '', State } = stopped.deployment;
  return { stopped: { deployment, profile, state: State ?? '', afterMs: stopped.afterMs } };
}

function deployedData({ deployed }: CarriedOut): Pick<KillData, 'deployed'> {
  if (deployed === undefined) return {};
  const { DeploymentNumber: deployment = 0, State: state = '' } = deployed.deployment;
  const takenBackBy = rollbackOf(deployed.deployment)?.Description;
  return {
    deployed: {
      ...{ deployment, version: deployed.version, state, afterMs: deployed.afterMs },
      ...(takenBackBy !== undefined && { takenBackBy }),
    },
  };
}

function exitCodeOf({ deployed, effect }: KillData): ExitCode {
  if (deployed !== undefined && deployed.state !== 'COMPLETE') return EXIT.takenBack;
  return effect?.isGivenOut && effect.traffic?.verdict !== 'served' ? EXIT.ok : EXIT.findings;
}

function sentenceOf({ deployed, effect, changed }: KillData, where: string): string {
  if (deployed !== undefined && deployed.state !== 'COMPLETE') {
    const by = deployed.takenBackBy ?? 'AppConfig does not say why';
    return `The kill of ${where} was taken back, and the version before it is served again, with the value: ${by}. If it was an alarm, disable its actions (docs/runbook.md, "Kill a value"); then run the same command again.`;
  }
  if (!effect?.isGivenOut) {
    return `The kill of ${where} is deployed, but AppConfig still gives out a document without it. See \`model-rollout status\`, and run the same command again.`;
  }
  if (effect.traffic?.verdict === 'served') {
    return `The kill of ${where} is deployed, but requests are still served the value. Look for callers that do not poll: docs/runbook.md, "flag-configuration-health".`;
  }
  return changed
    ? `Killed: nobody gets ${where} any more.`
    : `Killed already: nobody gets ${where}. Nothing was changed.`;
}

function trafficText({ verdict, lastMs, quietMs, reason, afterMs }: NonNullable<Effect['traffic']>): string {
  const last = lastMs === undefined ? 'none in the last hours' : `the last one at ${clockText(lastMs)} UTC`;
  switch (verdict) {
    case 'ended':
      return `${last}, none in the minute ${clockText(quietMs ?? 0)}, seen after ${secondsText(afterMs)}`;
    case 'served':
      return `${last}, still after ${secondsText(afterMs)}`;
    case 'idle':
      return `${last}; the stage has had no request since, so nothing more can be seen`;
    case 'unseen':
      return `not seen, ${reason}`;
  }
}
