import { tableLine } from '../calibration.ts';
import { TABLES, type TableName } from './plan.ts';
import type { CellResult, Ending, Results } from './results.ts';
import type { Share } from './wilson.ts';

/** The results as Markdown. */
export function renderTables(results: Results): string {
  const names = (Object.keys(TABLES) as TableName[]).filter((name) => TABLES[name].kind !== 'rehearsed');
  return [
    `\`${results.command}\`, ${results.date}, seed ${results.seed}: ${results.rollouts.toLocaleString('en-US')} rollouts and two times 40 rehearsals in ${results.wallSeconds} s with ${results.processes} processes (${results.cpuSeconds} s of processor time), Node.js ${results.node}.`,
    ...names.map((name) =>
      renderTable(
        name,
        results.cells.filter(({ table }) => table === name),
      ),
    ),
    renderRehearsals(results),
  ].join('\n\n');
}

function renderTable(name: TableName, cells: readonly CellResult[]): string {
  const { title, corner, kind } = TABLES[name];
  const rows = [...new Set(cells.map(({ row }) => row))];
  const columns = [...new Set(cells.map(({ column }) => column))];
  const text = kind === 'chance' ? chanceText : detectionText;
  const lines = rows.map((row) => {
    const ofRow = columns.map((column) => cells.find((cell) => cell.row === row && cell.column === column));
    return tableLine([row, ...ofRow.map((cell) => (cell === undefined ? '' : text(cell)))]);
  });
  const runs = [...new Set(cells.map((cell) => cell.runs))].sort((a, b) => a - b);
  return [
    `### ${title}\n`,
    `${runs.map((count) => count.toLocaleString('en-US')).join(' or ')} rollouts a cell.\n`,
    tableLine([corner, ...columns]),
    tableLine([':--', ...columns.map(() => '--:')]),
    ...lines,
  ].join('\n');
}

/** Share of the rollouts taken back, with its interval. */
function chanceText({ rolledBack }: Ending): string {
  const { value, low, high } = rolledBack;
  return value === 0 ? `0 (≤ ${percent(high)}) %` : `${percent(value)} (${percent(low)}–${percent(high)}) %`;
}

/** Median / ninetieth percentile, and the share that was missed. */
function detectionText({ medianMinutes, ninetiethMinutes, rolledBack }: Ending): string {
  const quantiles = `${medianMinutes ?? '–'} / ${ninetiethMinutes ?? '–'}`;
  return rolledBack.value === 1 ? quantiles : `${quantiles}, ${missedText(rolledBack)}`;
}

function missedText({ value, low, high }: Share): string {
  return `missed ${percent(1 - value)} (${percent(1 - high)}–${percent(1 - low)}) %`;
}

function percent(share: number): string {
  const points = share * 100;
  return points === 0 || points === 100 ? String(points) : points.toFixed(points < 10 ? 1 : 0);
}

/** Rollouts simulated by counts beside the same in full rehearsals. */
function renderRehearsals({ cells, rehearsals }: Results): string {
  const simulated = cells.filter(({ table }) => table === 'likeRehearsed');
  const lines = Object.entries(rehearsals).flatMap(([scenario, rehearsed]) =>
    [{ ...rehearsed, column: 'rehearsed' }, ...simulated.filter(({ row }) => row === scenario)].map(
      (ending) =>
        tableLine([
          `\`${scenario}\`, ${ending.column}`,
          ending.runs.toLocaleString('en-US'),
          chanceText(ending),
          `${ending.medianMinutes ?? '–'} / ${ending.ninetiethMinutes ?? '–'}`,
        ]),
    ),
  );
  const { title, corner } = TABLES.likeRehearsed;
  return [
    `### ${title}\n`,
    tableLine([corner, 'rollouts', 'taken back', 'minutes']),
    tableLine([':--', '--:', '--:', '--:']),
    ...lines,
  ].join('\n');
}
