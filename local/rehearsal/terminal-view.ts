import type { Screen } from '../../cli/output/screen.ts';
import type { WatchResult } from '../../lambda/watch/watch-result.ts';
import { sparkline } from './evidence-text.ts';
import { MinuteTable, minuteColumn } from './minute-table.ts';
import type { MinuteView, RehearsalObserver, RolloutResult, RolloutView, StageView } from './observer.ts';
import type { Rollback } from './rehearsed-stage.ts';
import type { RehearsalReport, RolloutReport } from './report.ts';
import { count, summaryOf } from './rollout-summary.ts';
import type { Scenario } from './scenario.ts';

/** A row is kept this often although nothing has changed. */
const ROW_EVERY_MINUTES = 5;
/** What belongs to a minute stands beneath its row's figures, what belongs to a rollout beneath its name. */
const MINUTE_INDENT = 6;
const SUMMARY_INDENT = 5;

/** Tells a rehearsal to a person: a row whenever something changes, alarms as they fire, and what it came to. */
export class TerminalView implements RehearsalObserver {
  readonly #screen: Screen;
  readonly #results: RolloutResult[] = [];
  #table: MinuteTable;
  #lastRow: MinuteView | undefined;
  #alarmPrefix = '';

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#table = new MinuteTable(screen.columns, false);
  }

  began({ guard, alarms, ...stage }: StageView, scenario: Scenario): void {
    const { growthPercent, stepMinutes, bakeMinutes, pollSeconds } = stage;
    this.#table = new MinuteTable(this.#screen.columns, guard !== undefined);
    this.#heading(`Rehearsal "${scenario.name}"`, scenario.description);
    this.#screen.paragraph(
      `AppConfig shows a new document to ${growthPercent} % more users every ${stepMinutes} minutes, then bakes for ${bakeMinutes}; agents poll every ${pollSeconds} s.`,
    );
    this.#alarmPrefix = commonPrefix(alarms);
    this.#list(
      'Alarms: ',
      alarms.map((alarm) => this.#shortName(alarm)),
    );
    if (!guard) return;
    const limits = guard.guardrails.map(
      ({ metric, direction, tolerance }) => `${metric} ${direction} to ${tolerance}`,
    );
    this.#list('Guard: ', [
      `tolerates ${limits.join(', ')} times the control's; evidence is 1 for none, ${Math.round(1 / guard.alpha)} to roll back`,
    ]);
  }

  rolloutBegan({ number, control, candidate, percentage }: RolloutView): void {
    this.#lastRow = undefined;
    this.#screen.line();
    this.#heading(
      `Rollout ${number}: ${control} → ${candidate}`,
      `for ${percentage} % of the users who see the new document`,
    );
    const { legend, header } = this.#table;
    if (legend !== undefined) this.#screen.line(this.#screen.style('dim', legend));
    this.#screen.line(this.#screen.style('dim', header));
  }

  minutePassed(view: MinuteView): void {
    const last = this.#lastRow;
    const isNews = last?.percentage !== view.percentage || last.state !== view.state;
    if (isNews || view.minute - last.minute >= ROW_EVERY_MINUTES) {
      this.#screen.line(this.#table.row(view));
      this.#lastRow = view;
    } else this.#screen.live(this.#table.row(view));
  }

  alarmChanged(minute: number, alarm: string, to: string): void {
    if (!this.#lastRow) return;
    const text = `${this.#shortName(alarm)} ${to === 'OK' ? 'is OK again' : `goes into ${to}`}`;
    this.#event(minute, to === 'OK' ? 'dim' : 'red', text);
  }

  rolloutDecided(minute: number, rollback: Rollback | undefined): void {
    if (!rollback) this.#event(minute, 'green', 'the rollout is complete');
    else {
      const by = rollback.by === 'guard' ? `the guard: ${reasonIn(rollback)}` : this.#shortName(rollback.by);
      this.#event(minute, 'red', `AppConfig took the document back: ${by}`);
      this.#lastRow = undefined;
    }
  }

  candidateRemoved(minute: number, { action, reason }: WatchResult): void {
    this.#event(minute, 'red', `the watch ${action} it: ${reason}`);
  }

  rolloutEnded(result: RolloutResult): void {
    this.#results.push(result);
  }

  ended({ requests, simulatedMinutes, wallSeconds }: RehearsalReport): void {
    this.#screen.line();
    this.#screen.line(this.#screen.style('bold', 'Summary'));
    for (const [at, result] of this.#results.entries()) {
      const sentences = summaryOf(result, (alarm) => this.#shortName(alarm));
      this.#screen.paragraph(`${at + 1}. ${sentences.join(' ')}`, SUMMARY_INDENT, 2);
      this.#showEvidence(result.report);
    }
    const failed = requests.failed - requests.flagFailures;
    this.#screen.paragraph(
      `${count(requests.total)} requests in ${simulatedMinutes} minutes, played in ${wallSeconds} s: ${count(requests.answered)} answered, ${count(failed)} failed by the model on its own, ${count(requests.flagFailures)} failed because of flags.`,
      2,
    );
  }

  /** `file`: the report's; `undefined` where none was asked for. */
  pageWritten(file: string | undefined): void {
    if (file !== undefined) this.#screen.paragraph(`Report with charts, for a browser: ${file}`, 2);
  }

  #showEvidence({ guard }: RolloutReport): void {
    if (!guard || guard.minutes.length === 0) return;
    const indent = ' '.repeat(SUMMARY_INDENT);
    this.#screen.line(`${indent}Evidence by minute, 1 to ${Math.round(guard.threshold)}:`);
    this.#screen.line(`${indent}${sparkline(guard, this.#screen.columns - SUMMARY_INDENT)}`);
  }

  #event(minute: number, style: 'dim' | 'red' | 'green', text: string): void {
    const lines = this.#screen.wrapped(`${minuteColumn(minute)}  ${text}`, MINUTE_INDENT);
    for (const line of lines) this.#screen.line(this.#screen.style(style, line));
  }

  #list(name: string, entries: readonly string[]): void {
    this.#screen.paragraph(`${name}${entries.join(', ')}.`, name.length, 0);
  }

  /** Alarms of one stage begin alike; what follows tells them apart. */
  #shortName(alarm: string): string {
    return alarm.startsWith(this.#alarmPrefix) ? alarm.slice(this.#alarmPrefix.length) : alarm;
  }

  #heading(title: string, subtitle: string): void {
    this.#screen.styled('bold', title);
    this.#screen.paragraph(subtitle);
  }
}

/** What the guard said, without what AppConfig's log puts before it. */
function reasonIn({ description }: Rollback): string {
  return description.replace(/^Rollback initiated by extension action [^:]+: /, '');
}

/** What all names begin with, up to a hyphen. */
function commonPrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  while (!others.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  return others.length === 0 ? '' : first.slice(0, first.lastIndexOf('-', length) + 1);
}
