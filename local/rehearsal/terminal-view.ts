import type {
  MinuteView,
  RehearsalObserver,
  RoleMinute,
  RoleResult,
  RolloutResult,
  StageView,
} from './observer.ts';
import type { RehearsalReport } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Screen } from './screen.ts';

const BAR_CELLS = 10;
/** Columns that a row with latencies takes. */
const WIDE_COLUMNS = 76;
/** A row is kept this often although nothing has changed. */
const ROW_EVERY_MINUTES = 5;

/** Tells a rehearsal to a person: a row whenever something changes, alarms as they fire, and what it came to. */
export class TerminalView implements RehearsalObserver {
  readonly #screen: Screen;
  readonly #results: RolloutResult[] = [];
  #lastRow: MinuteView | undefined;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  began(stage: StageView, scenario: Scenario): void {
    const { growthPercent, stepMinutes, bakeMinutes, pollSeconds, alarms } = stage;
    this.#heading(`Rehearsal "${scenario.name}"`, scenario.description);
    this.#screen.paragraph(
      `AppConfig shows a new document to ${growthPercent} % more users every ${stepMinutes} minutes, then bakes for ${bakeMinutes}; agents poll every ${pollSeconds} s.`,
    );
    this.#screen.paragraph(`Monitors: ${alarms.join(', ')}.`, 'Monitors: '.length, 0);
  }

  rolloutBegan(index: number, control: string, candidate: string, percentage: number): void {
    this.#lastRow = undefined;
    this.#screen.line();
    this.#heading(
      `Rollout ${index + 1}: ${control} → ${candidate}`,
      `for ${percentage} % of the users who see the new document`,
    );
    const side = (name: string): string => `${name.padStart(12)}    bad${this.#isWide ? '     p99' : ''}`;
    this.#screen.line(
      this.#screen.style('dim', ` min  users reached     ${side('candidate')}${side('control')}`),
    );
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
    const text = `${minuteColumn(minute)}  ${alarm} ${to === 'OK' ? 'is OK again' : `goes into ${to}`}`;
    this.#screen.line(this.#screen.style(to === 'OK' ? 'dim' : 'red', text));
  }

  rolloutEnded(result: RolloutResult): void {
    const { outcome, endedAtMinute, startedAtMinute, rolledBackBy } = result.report;
    const minute = minuteColumn(endedAtMinute - startedAtMinute);
    const text =
      outcome === 'completed'
        ? 'the rollout is complete'
        : `AppConfig took the document back: ${rolledBackBy}`;
    this.#screen.line(this.#screen.style(outcome === 'completed' ? 'green' : 'red', `${minute}  ${text}`));
    this.#results.push(result);
  }

  ended({ requests, simulatedMinutes, wallSeconds }: RehearsalReport): void {
    this.#screen.line();
    this.#screen.line(this.#screen.style('bold', 'Summary'));
    for (const [at, result] of this.#results.entries()) {
      this.#screen.paragraph(
        `${at + 1}. ${outcomeOf(result)} ${exposureOf(result)} ${scoresOf(result)}`,
        5,
        2,
      );
    }
    const failed = requests.failed - requests.flagFailures;
    this.#screen.paragraph(
      `${count(requests.total)} requests in ${simulatedMinutes} minutes, played in ${wallSeconds} s: ${count(requests.answered)} answered, ${count(failed)} failed by the model on its own, ${count(requests.flagFailures)} failed because of flags.`,
      2,
    );
  }

  get #isWide(): boolean {
    return this.#screen.columns >= WIDE_COLUMNS;
  }

  #heading(title: string, subtitle: string): void {
    this.#screen.line(this.#screen.style('bold', title));
    this.#screen.paragraph(subtitle);
  }

  #row({ minute, percentage, candidate, control }: MinuteView): string {
    const filled = Math.round((percentage / 100) * BAR_CELLS);
    const bar = `${'█'.repeat(filled)}${'·'.repeat(BAR_CELLS - filled)}`;
    const share = `${Math.round(percentage)} %`.padStart(6);
    return `${minuteColumn(minute)}  ${bar}${share}     ${this.#side(candidate)}${this.#side(control)}`;
  }

  #side({ requests, errorRate, p99Ms }: RoleMinute): string {
    const bad = errorRate === undefined ? '–' : `${(errorRate * 100).toFixed(1)} %`;
    const p99 = p99Ms === undefined ? '–' : `${(p99Ms / 1000).toFixed(1)} s`;
    return `${`${requests}/min`.padStart(12)}${bad.padStart(7)}${this.#isWide ? p99.padStart(8) : ''}`;
  }
}

function outcomeOf({ report, candidate }: RolloutResult): string {
  const title = `${candidate.model}:`;
  if (report.outcome === 'completed') {
    return `${title} completed after ${report.endedAtMinute - report.startedAtMinute} minutes.`;
  }
  const seen = `${report.peakPercentage} % of users had seen the new document`;
  return `${title} rolled back by ${report.rolledBackBy}, ${report.detectionMinutes} minutes after ${
    report.faultAtMinute === undefined ? 'the start' : 'its fault set in'
  }; ${seen}.`;
}

function exposureOf({ candidate, control }: RolloutResult): string {
  return `The candidate was given ${requestsOf(candidate)}, the control beside it ${requestsOf(control)}; whoever the candidate failed was answered by the control.`;
}

function requestsOf({ requests, errors }: RoleResult): string {
  return `${count(requests)} requests and failed ${count(errors)}`;
}

function scoresOf({ candidate, control }: RolloutResult): string {
  if (candidate.meanScore === undefined || control.meanScore === undefined) return '';
  return `Mean judge score ${candidate.meanScore.toFixed(2)} against ${control.meanScore.toFixed(2)} of the control.`;
}

function minuteColumn(minute: number): string {
  return String(minute).padStart(4);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
