import { isInProgress } from '../../lambda/watch/standing.ts';
import type { Stage } from '../appconfig/stage.ts';
import { namesOf, type StageNames, stageName } from '../appconfig/stage-names.ts';
import { EXIT } from '../exit-code.ts';
import type { Screen } from '../output/screen.ts';
import { durationText, momentText } from '../output/time-text.ts';
import type { Report } from '../report.ts';
import {
  byText,
  causeOf,
  eventText,
  motionText,
  progressText,
  takenBackBy,
  tellingEvents,
  versionText,
} from './deployment-text.ts';
import { guardText } from './guard-text.ts';
import { showGuardrails } from './guardrail-text.ts';
import { nextSteps } from './next-step.ts';
import type { Observation } from './observation.ts';

/** What `status --json` prints. */
export interface StatusData extends StageNames, Observation {
  /** Commands that make sense as things stand, the most sensible first. */
  readonly next: readonly string[];
}

/** An observation as data and as text. */
export function statusReport(observation: Observation, stage: Stage): Report {
  return {
    exitCode: EXIT.ok,
    data: statusData(observation, stage),
    show: (screen) => showStatus(observation, stage, screen),
  };
}

/** An observation, and of what. */
export function statusData(observation: Observation, stage: Stage): StatusData {
  const next = nextSteps(observation, stage).map(({ command }) => command);
  return { ...namesOf(stage), ...observation, next };
}

function showStatus(observation: Observation, stage: Stage, screen: Screen): void {
  screen.paragraph(`${stageName(stage)}, ${momentText(observation.nowMs)} UTC`);
  screen.line();
  showRollout(observation, screen);
  showGuard(observation, screen);
  showAlarms(observation, screen);
  showLog(observation, screen);
  screen.line();
  showNextSteps(observation, stage, screen);
}

/** Tells what makes sense as things stand. */
export function showNextSteps(observation: Observation, stage: Stage, screen: Screen): void {
  for (const { command, purpose } of nextSteps(observation, stage)) {
    screen.paragraph(`to ${purpose}:`);
    screen.paragraph(command, 4, 2);
  }
}

function showRollout({ nowMs, served, deployment, motion }: Observation, screen: Screen): void {
  field(screen, 'served', served ? versionText(served) : 'nothing yet');
  if (served?.sinceMs !== undefined) {
    const time = durationText(nowMs - served.sinceMs);
    field(screen, '', `for ${time}, since ${momentText(served.sinceMs)} UTC`);
  }
  field(screen, 'in motion', motion ? motionText(motion) : 'nothing');
  if (deployment === undefined) return;
  const { number, description, state, startedAtMs, endsAtMs, eventLog, strategyName } = deployment;
  field(screen, 'deployment', `${number}, ${versionText(deployment)}, ${progressText(deployment, nowMs)}`);
  const by = strategyName === undefined ? '' : ` by ${strategyName}`;
  const end = endsAtMs === undefined ? '' : `, over by ${momentText(endsAtMs)} UTC`;
  field(screen, '', `started ${momentText(startedAtMs)} UTC${by}${end}`);
  if (description !== undefined) field(screen, '', description);
  const cause = causeOf(eventLog);
  if (cause !== undefined) {
    const taken = isInProgress(state) ? 'is being taken back' : 'was taken back';
    field(screen, '', `${taken} ${byText(takenBackBy(cause))}: ${cause.description}`);
  }
}

function showGuard({ guard, nowMs }: Observation, screen: Screen): void {
  if (guard === undefined) {
    field(screen, 'guard', 'none in this stage: its alarms alone take a rollout back');
    return;
  }
  field(screen, 'guard', guardText(guard, nowMs));
  if (!('guardrails' in guard)) return;
  if (guard.reason !== undefined) field(screen, '', guard.reason);
  screen.line();
  showGuardrails(guard, screen);
  screen.line();
}

function showAlarms({ alarms, troubles }: Observation, screen: Screen): void {
  for (const trouble of troubles) field(screen, 'alarms', trouble);
  if (troubles.length > 0) return;
  const loud = alarms.filter(({ state, isHeeded }) => state !== 'OK' || !isHeeded);
  const quiet = alarms.length - loud.length;
  const summary =
    alarms.length === 0 ? 'none: no monitor takes a rollout back' : `${quiet} of ${alarms.length} OK`;
  field(screen, 'alarms', summary);
  for (const { name, state, isHeeded } of loud) {
    field(screen, '', `${name}: ${state}${isHeeded ? '' : ', actions disabled, not heeded'}`);
  }
}

function showLog({ deployment }: Observation, screen: Screen): void {
  const [first, ...rest] = tellingEvents(deployment?.eventLog ?? []);
  if (first !== undefined) field(screen, 'log', eventText(first));
  for (const event of rest) field(screen, '', eventText(event));
}

const LABEL_WIDTH = 12;

/** A named fact, over as many lines as it needs. */
function field(screen: Screen, name: string, text: string): void {
  screen.paragraph(`${name.padEnd(LABEL_WIDTH)}${text}`, LABEL_WIDTH, 0);
}
