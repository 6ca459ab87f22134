import { type Share, wilson } from '../alarms/wilson.ts';
import { tableLine } from '../calibration.ts';
import { TABLES, type TableName, thousands } from './cells.ts';
import type { CellResult, Results } from './results.ts';

/** Column of the lower bound that the others of a race are held against. */
const BOUND = 'Wald';
/** The guard's columns. */
const OURS = ['`requests`', '`users`'];
/** Shortest mean, in minutes, of which a ratio says anything: all looks are at full minutes. */
const SHORT = 5;

/** The results as Markdown. */
export function renderTables(results: Results): string {
  return [
    `\`${results.command}\`, ${results.date}, seed ${results.seed}: ${thousands(results.rollouts)} rollouts in ${results.wallSeconds} s with ${results.processes} processes (${thousands(results.cpuSeconds)} s of processor time), Node.js ${results.node}.`,
    ...(Object.keys(TABLES) as TableName[]).map((name) =>
      renderTable(
        name,
        results.cells.filter(({ table }) => table === name),
      ),
    ),
  ].join('\n\n');
}

function renderTable(name: TableName, cells: readonly CellResult[]): string {
  const { title, corner, kind } = TABLES[name];
  const rows = [...new Set(cells.map(({ row }) => row))];
  const columns = [...new Set(cells.map(({ column }) => column))];
  const text = { chance: chanceText, found: foundText, race: raceText }[kind];
  const lines = rows.map((row) => {
    const ofRow = cells.filter((cell) => cell.row === row);
    const texts = columns.map((column) => {
      const cell = ofRow.find((one) => one.column === column);
      return cell === undefined ? '' : text(cell, ofRow);
    });
    return tableLine([row, ...texts]);
  });
  const runs = [...new Set(cells.map((cell) => thousands(cell.runs)))];
  return [
    `### ${title}\n`,
    `${runs.join(' or ')} rollouts a cell.${kind === 'race' ? ` ${againstBound(cells)}` : ''}\n`,
    tableLine([corner, ...columns]),
    tableLine([':--', ...columns.map(() => '--:')]),
    ...lines,
  ].join('\n');
}

/** Share of the rollouts taken back, with its interval. */
function chanceText({ takenBack, runs }: CellResult): string {
  const { value, low, high } = wilson(takenBack, runs);
  return value === 0 ? `0 (≤ ${percent(high)}) %` : `${percent(value)} (${percent(low)}–${percent(high)}) %`;
}

/** Median / ninetieth percentile, and the share that was missed. */
function foundText(cell: CellResult): string {
  return `${minutesText(cell.medianMinutes)} / ${minutesText(cell.ninetiethMinutes)}${missedText(cell)}`;
}

/** Mean / median, how these compare with the bound's, and what went wrong. */
function raceText(cell: CellResult, ofRow: readonly CellResult[]): string {
  const missed = missedText(cell);
  const mean = `${missed === '' ? '' : '≥ '}${minutesText(cell.meanMinutes)}`;
  const ratios = OURS.includes(cell.column) ? ratiosText(ratiosOf(cell, ofRow)) : '';
  const early = cell.early > 0 ? `, early ${percent(cell.early / cell.runs)} %` : '';
  const planned = cell.plannedMinutes === undefined ? '' : `, planned ${minutesText(cell.plannedMinutes)}`;
  return `${mean} / ${minutesText(cell.medianMinutes)}${ratios}${planned}${missed}${early}`;
}

interface Ratios {
  readonly mean: number;
  readonly median: number;
}

/** Of the minutes to those of the bound; `undefined` where the bound is too short for that. */
function ratiosOf(cell: CellResult, ofRow: readonly CellResult[]): Ratios | undefined {
  const bound = ofRow.find(({ column }) => column === BOUND);
  if (!bound?.meanMinutes || !bound.medianMinutes || !cell.meanMinutes || !cell.medianMinutes)
    return undefined;
  if (bound.meanMinutes < SHORT) return undefined;
  return { mean: cell.meanMinutes / bound.meanMinutes, median: cell.medianMinutes / bound.medianMinutes };
}

function ratiosText(ratios: Ratios | undefined): string {
  return ratios === undefined ? '' : ` (${ratios.mean.toFixed(2)}× / ${ratios.median.toFixed(2)}×)`;
}

/** The longest that the guard takes in relation to the bound. */
function againstBound(cells: readonly CellResult[]): string {
  const worst = OURS.map((column) => {
    const ratios = cells
      .filter((cell) => cell.column === column)
      .flatMap(
        (cell) =>
          ratiosOf(
            cell,
            cells.filter(({ row }) => row === cell.row),
          ) ?? [],
      );
    const mean = Math.max(...ratios.map((ratio) => ratio.mean));
    const median = Math.max(...ratios.map((ratio) => ratio.median));
    return `${column} ${ratiosText({ mean, median }).trim().slice(1, -1)}`;
  });
  return `Mean / median; in parentheses, against Wald's where that is ${SHORT} minutes or more. The longest: ${worst.join(', ')}.`;
}

function missedText({ runs, early, takenBack }: CellResult): string {
  const left = runs - early;
  if (takenBack === left) return '';
  return `, missed ${percentOf(wilson(left - takenBack, left))} %`;
}

function percentOf({ value }: Share): string {
  return percent(value);
}

function minutesText(minutes: number | null): string {
  if (minutes === null) return '–';
  return minutes < 10 ? String(Number(minutes.toFixed(1))) : thousands(Math.round(minutes));
}

function percent(share: number): string {
  const points = share * 100;
  return points === 0 || points === 100 ? String(points) : points.toFixed(points < 10 ? 1 : 0);
}
