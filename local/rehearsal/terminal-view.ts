import type {
  MinuteView,
  RehearsalObserver,
  RoleMinute,
  RoleResult,
  RolloutResult,
  RolloutView,
  StageView,
} from './observer.ts';
import type { Rollback } from './rehearsed-stage.ts';
import type { RehearsalReport } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Screen } from './screen.ts';

const BAR_CELLS = 10;
/** Columns that a row takes with latencies, and with the bar but without them. */
const WIDE_COLUMNS = 78;
const BAR_COLUMNS = 62;
/** A row is kept this often although nothing has changed. */
const ROW_EVERY_MINUTES = 5;

/** Tells a rehearsal to a person: a row whenever something changes, alarms as they fire, and what it came to. */
export class TerminalView implements RehearsalObserver {
  readonly #screen: Screen;
  readonly #results: RolloutResult[] = [];
  #lastRow: MinuteView | undefined;
  #alarmPrefix = '';

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  began(stage: StageView, scenario: Scenario): void {
    const { growthPercent, stepMinutes, bakeMinutes, pollSeconds, alarms } = stage;
    this.#heading(`Rehearsal "${scenario.name}"`, scenario.description);
    this.#screen.paragraph(
      `AppConfig shows a new document to ${growthPercent} % more users every ${stepMinutes} minutes, then bakes for ${bakeMinutes}; agents poll every ${pollSeconds} s.`,
    );
    this.#alarmPrefix = commonPrefix(alarms);
    const names = alarms.map((alarm) => this.#shortName(alarm)).join(', ');
    this.#screen.paragraph(`Monitors: ${names}.`, 'Monitors: '.length, 0);
  }

  rolloutBegan({ number, control, candidate, percentage }: RolloutView): void {
    this.#lastRow = undefined;
    this.#screen.line();
    this.#heading(
      `Rollout ${number}: ${control} → ${candidate}`,
      `for ${percentage} % of the users who see the new document`,
    );
    const side = (name: string): string => `${name.padStart(12)} failed${this.#isWide ? '     p99' : ''}`;
    const reached = this.#hasBar ? '  users reached     ' : '  users ';
    this.#screen.line(this.#screen.style('dim', ` min${reached}${side('candidate')}${side('control')}`));
  }

  minutePassed(view: MinuteView): void {
    const last = this.#lastRow;
    const isNews = last?.percentage !== view.percentage || last.state !== view.state;
    if (isNews || view.minute - last.minute >= ROW_EVERY_MINUTES) {
      this.#screen.line(this.#row(view));
      this.#lastRow = view;
    } else this.#screen.live(this.#row(view));
  }

  alarmChanged(minute: number, alarm: string, to: string): void {
    if (!this.#lastRow) return;
    const text = `${minuteColumn(minute)}  ${this.#shortName(alarm)} ${to === 'OK' ? 'is OK again' : `goes into ${to}`}`;
    this.#screen.line(this.#screen.style(to === 'OK' ? 'dim' : 'red', text));
  }

  rolloutDecided(minute: number, rollback: Rollback | undefined): void {
    const [colour, text] = rollback
      ? (['red', `AppConfig took the document back: ${this.#shortName(rollback.by)}`] as const)
      : (['green', 'the rollout is complete'] as const);
    this.#screen.line(this.#screen.style(colour, `${minuteColumn(minute)}  ${text}`));
    this.#lastRow = undefined;
  }

  rolloutEnded(result: RolloutResult): void {
    this.#results.push(result);
  }

  ended({ requests, simulatedMinutes, wallSeconds }: RehearsalReport): void {
    this.#screen.line();
    this.#screen.line(this.#screen.style('bold', 'Summary'));
    for (const [at, result] of this.#results.entries()) {
      const sentences = [this.#outcomeOf(result), exposureOf(result), ...scoresOf(result)];
      this.#screen.paragraph(`${at + 1}. ${sentences.join(' ')}`, 5, 2);
    }
    const failed = requests.failed - requests.flagFailures;
    this.#screen.paragraph(
      `${count(requests.total)} requests in ${simulatedMinutes} minutes, played in ${wallSeconds} s: ${count(requests.answered)} answered, ${count(failed)} failed by the model on its own, ${count(requests.flagFailures)} failed because of flags.`,
      2,
    );
  }

  #outcomeOf({ report, candidate }: RolloutResult): string {
    const minutes = report.endedAtMinute - report.startedAtMinute;
    if (report.outcome === 'completed') return `${candidate.model}: completed after ${minutes} minutes.`;
    const since = report.faultAtMinute === undefined ? 'the start' : 'its fault set in';
    const cause = this.#shortName(report.rolledBackBy ?? '');
    const seen = `${report.peakPercentage} % of users had seen the new document`;
    return `${candidate.model}: rolled back by ${cause}, ${report.detectionMinutes} minutes after ${since}; ${seen}.`;
  }

  /** Alarms of one stage begin alike; what follows tells them apart. */
  #shortName(alarm: string): string {
    return alarm.startsWith(this.#alarmPrefix) ? alarm.slice(this.#alarmPrefix.length) : alarm;
  }

  get #isWide(): boolean {
    return this.#screen.columns >= WIDE_COLUMNS;
  }

  get #hasBar(): boolean {
    return this.#screen.columns >= BAR_COLUMNS;
  }

  #heading(title: string, subtitle: string): void {
    this.#screen.line(this.#screen.style('bold', title));
    this.#screen.paragraph(subtitle);
  }

  #row({ minute, percentage, candidate, control }: MinuteView): string {
    const filled = Math.round((percentage / 100) * BAR_CELLS);
    const bar = this.#hasBar ? `  ${'█'.repeat(filled)}${'·'.repeat(BAR_CELLS - filled)}` : '';
    const share = `${Math.round(percentage)} %`.padStart(6);
    return `${minuteColumn(minute)}${bar}${share}  ${this.#side(candidate)}${this.#side(control)}`;
  }

  #side({ requests, errorRate, p99Ms }: RoleMinute): string {
    const bad = errorRate === undefined ? '–' : `${(errorRate * 100).toFixed(1)} %`;
    const p99 = p99Ms === undefined ? '–' : `${(p99Ms / 1000).toFixed(1)} s`;
    return `${`${requests}/min`.padStart(12)}${bad.padStart(7)}${this.#isWide ? p99.padStart(8) : ''}`;
  }
}

function exposureOf({ candidate, control }: RolloutResult): string {
  const rescued = `${count(candidate.fallbacks)} of them were answered by the control instead`;
  return `The candidate was given ${requestsOf(candidate)} (${rescued}), the control beside it ${requestsOf(control)}.`;
}

function requestsOf({ requests, errors }: RoleResult): string {
  return `${count(requests)} requests and failed ${count(errors)}`;
}

function scoresOf({ candidate, control }: RolloutResult): readonly string[] {
  if (candidate.meanScore === undefined || control.meanScore === undefined) return [];
  const [score, controlScore] = [candidate.meanScore.toFixed(2), control.meanScore.toFixed(2)];
  return [`Mean judge score ${score} against ${controlScore} of the control.`];
}

function minuteColumn(minute: number): string {
  return String(minute).padStart(4);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** What all names begin with, up to a hyphen. */
function commonPrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  while (!others.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  return others.length === 0 ? '' : first.slice(0, first.lastIndexOf('-', length) + 1);
}
