import { isInProgress } from '../../lambda/watch/standing.ts';
import type { Authorship } from '../appconfig/authorship.ts';
import type { Stage } from '../appconfig/stage.ts';
import { namesOf, type StageNames, stageName } from '../appconfig/stage-names.ts';
import { changeWords } from '../difference/change-words.ts';
import { EXIT } from '../exit-code.ts';
import type { Screen } from '../output/screen.ts';
import { durationText, momentText } from '../output/time-text.ts';
import type { Report } from '../report.ts';
import type { History, PastDeployment, StoredVersion } from './deployment-history.ts';
import { byText, stateText, versionText } from './deployment-text.ts';

/** What `history --json` prints. */
export interface HistoryData extends StageNames, History {}

/** A history as data and as text. */
export function historyReport(history: History, stage: Stage): Report {
  return {
    exitCode: EXIT.ok,
    data: { ...namesOf(stage), ...history } satisfies HistoryData,
    show: (screen) => {
      screen.paragraph(`${stageName(stage)}, newest first, times in UTC`);
      showHistory(history, screen);
    },
  };
}

function showHistory({ deployments, older, undeployed }: History, screen: Screen): void {
  if (deployments.length === 0) screen.paragraph('nothing has been deployed');
  for (const deployment of deployments) {
    screen.line();
    showDeployment(deployment, screen);
  }
  if (older > 0) {
    screen.line();
    screen.paragraph(`${older} older ${older === 1 ? 'deployment' : 'deployments'}: see more with --limit`);
  }
  if (undeployed.length === 0) return;
  screen.line();
  screen.paragraph('stored and never deployed here:');
  for (const version of undeployed) screen.paragraph(undeployedText(version), 4, 2);
}

function showDeployment(deployment: PastDeployment, screen: Screen): void {
  const { number, startedAtMs, isDeleted } = deployment;
  const gone = isDeleted ? ', deleted since' : '';
  screen.paragraph(`${number}  ${momentText(startedAtMs)}  ${versionText(deployment)}${gone}`, 2, 0);
  const described = authorText(deployment);
  if (described !== undefined) screen.paragraph(described, 4, 2);
  showChanges(deployment, screen);
  screen.paragraph(endText(deployment), 4, 2);
}

function showChanges({ before, changes }: PastDeployment, screen: Screen): void {
  if (before === undefined) {
    screen.paragraph('the first version', 4, 2);
    return;
  }
  if (changes === undefined) {
    const why = 'a version is deleted or no flag document';
    screen.paragraph(`what changed against version ${before} cannot be told: ${why}`, 4, 2);
    return;
  }
  const nothing = changes.length === 0 ? ' nothing changed' : '';
  screen.paragraph(`against version ${before}:${nothing}`, 4, 2);
  for (const { flag, changes: ofFlag } of changes) {
    for (const change of ofFlag) screen.paragraph(`${flag}: ${changeWords(change)}`, 6, 4);
  }
}

/** `rolled back after 7 min by the guard: errors: …` */
function endText({ state, startedAtMs, completedAtMs, takenBack }: PastDeployment): string {
  if (isInProgress(state)) return `${stateText(state)} now`;
  const complete = completedAtMs === undefined ? '' : afterText(completedAtMs - startedAtMs);
  if (takenBack === undefined) return `${stateText(state)}${complete}`;
  const { by, atMs, reason } = takenBack;
  if (state === 'ROLLED_BACK') {
    return `rolled back after ${durationText(atMs - startedAtMs)} ${byText(by)}: ${reason}`;
  }
  const later = completedAtMs === undefined ? '' : ` ${durationText(atMs - completedAtMs)} later`;
  return `complete${complete}, reverted${later} ${byText(by)}: ${reason}`;
}

function afterText(ms: number): string {
  return ms < 1000 ? ' at once' : ` after ${durationText(ms)}`;
}

/** `start by ann: inference_model: …`, or what somebody else has written. */
function authorText({
  author,
  description,
}: {
  readonly author?: Authorship;
  readonly description?: string;
}): string | undefined {
  if (author === undefined) return description;
  const { verb, by, summary } = author;
  return `${verb}${by === undefined ? '' : ` by ${by}`}: ${summary}`;
}

function undeployedText(version: StoredVersion): string {
  const described = authorText(version);
  return `${versionText(version)}${described === undefined ? '' : `, ${described}`}`;
}
