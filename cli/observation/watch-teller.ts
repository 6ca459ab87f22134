import { MINUTE_MS } from '../../lambda/clock.ts';
import { isInProgress } from '../../lambda/watch/standing.ts';
import type { Screen } from '../output/screen.ts';
import { clockText } from '../output/time-text.ts';
import {
  byText,
  causeOf,
  eventText,
  progressText,
  stateText,
  takenBackBy,
  versionText,
} from './deployment-text.ts';
import { guardText, guardWord } from './guard-text.ts';
import type { AlarmObservation, DeploymentObservation, Observation } from './observation.ts';
import { progressLine } from './progress-line.ts';

/** A pipe that says nothing for longer than this looks dead. */
const SILENCE_MS = 5 * MINUTE_MS;

/** Tells of the looks at one deployment: what is new as lines, and how it stands below them. */
export class WatchTeller {
  readonly #screen: Screen;
  #events = 0;
  #alarms: ReadonlyMap<string, AlarmObservation['state']> = new Map();
  #verdict: string | undefined;
  #said = '';
  #saidMs = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  tell(deployment: DeploymentObservation, observation: Observation): void {
    this.#tellEvents(deployment);
    this.#tellAlarms(observation);
    this.#tellVerdict(observation);
    if (!isInProgress(deployment.state)) this.#tellEnd(deployment, observation);
    else if (this.#screen.isTerminal) {
      this.#screen.live(progressLine(deployment, observation, this.#screen.columns));
    } else this.#tellProgress(deployment, observation);
  }

  /** Growth shows in the progress. */
  #tellEvents({ eventLog }: DeploymentObservation): void {
    for (const event of eventLog.slice(this.#events)) {
      if (event.type !== 'PERCENTAGE_UPDATED') this.#screen.paragraph(eventText(event), 6, 0);
    }
    this.#events = eventLog.length;
  }

  /** Alarms that are fine at the first look are not worth a word. */
  #tellAlarms({ alarms, nowMs, troubles }: Observation): void {
    // Nothing is known of any alarm: what was known stays.
    if (troubles.length > 0) return;
    for (const { name, state, isHeeded } of alarms) {
      if (state === (this.#alarms.get(name) ?? 'OK')) continue;
      const heed = isHeeded ? '' : ' (its actions are disabled: AppConfig does not heed it)';
      this.#line(nowMs, `alarm ${name} is ${state}${heed}`);
    }
    this.#alarms = new Map(alarms.map(({ name, state }) => [name, state]));
  }

  #tellVerdict({ guard, nowMs }: Observation): void {
    if (guard === undefined || guard.verdict === this.#verdict) return;
    const isNews = this.#verdict !== undefined || guard.reason !== undefined;
    this.#verdict = guard.verdict;
    if (!isNews) return;
    const reason = 'guardrails' in guard && guard.reason !== undefined ? `: ${guard.reason}` : '';
    this.#line(nowMs, `guard: ${guardText(guard, nowMs)}${reason}`);
  }

  /** Evidence and the time that is left change with every look. */
  #tellProgress(deployment: DeploymentObservation, observation: Observation): void {
    const { nowMs, guard } = observation;
    const standing = `${deployment.state} ${deployment.percentage} ${guard?.verdict}`;
    if (standing === this.#said && nowMs - this.#saidMs < SILENCE_MS) return;
    this.#said = standing;
    this.#saidMs = nowMs;
    const parts = [progressText(deployment, nowMs), guardWord(guard)].filter((part) => part !== undefined);
    this.#line(nowMs, parts.join(', '));
  }

  #tellEnd(deployment: DeploymentObservation, { served }: Observation): void {
    const { number, state, eventLog } = deployment;
    const cause = causeOf(eventLog);
    const by = cause === undefined ? '' : ` ${byText(takenBackBy(cause))}`;
    const ended = `deployment ${number} is ${stateText(state)}${by}`;
    const version = served ? versionText(served) : 'nothing';
    const again = state === 'COMPLETE' ? '' : ' again';
    this.#screen.paragraph(`${ended}: everybody is served ${version}${again}`);
  }

  #line(atMs: number, text: string): void {
    this.#screen.paragraph(`${clockText(atMs)} ${text}`, 6, 0);
  }
}
