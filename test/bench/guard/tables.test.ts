import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../../../bench/guard/cells.ts';
import { chancePlan } from '../../../bench/guard/plan-chance.ts';
import { racePlan } from '../../../bench/guard/plan-race.ts';
import type { CellResult, Results } from '../../../bench/guard/results.ts';
import { renderTables } from '../../../bench/guard/tables.ts';

const BENCH = new URL('../../../bench/guard/', import.meta.url);

function text(file: string): string {
  return readFileSync(new URL(file, BENCH), 'utf8');
}

const results: Results = JSON.parse(text('results.json'));

/** Promises of each test, by the table and column in which its false alarms stand. */
const PROMISES: Readonly<Record<string, readonly string[]>> = {
  gridUsers: ['1 %', '10 %', '50 %', 'ramp'],
  gridRequests: ['1 %', '10 %', '50 %', 'ramp'],
  alike: ['`users`', '`requests`'],
  several: ['`users`', '`requests`'],
  users: ['**tempered by both arms**'],
  raceChance: ['`users`', '`requests`'],
};

function keyOf({ table, row, column }: Pick<CellResult, 'table' | 'row' | 'column'>): string {
  return `${table}: ${row} | ${column}`;
}

describe("the calibration's README", () => {
  it('shows the figures of the committed results', () => {
    expect(text('README.md')).toContain(renderTables(results));
  });

  it('shows every cell that is planned, with as many rollouts', () => {
    const planned = [...chancePlan(), ...racePlan()].map((cell) => `${keyOf(cell)} ${cell.runs}`);
    expect(results.cells.map((cell) => `${keyOf(cell)} ${cell.runs}`)).toEqual(planned);
    expect(new Set(planned).size).toBe(planned.length);
  });
});

describe('the measured guard', () => {
  const kept = results.cells.filter(({ table, column }) => PROMISES[table]?.includes(column));

  it('keeps its promise in every cell, of four thousand rollouts each', () => {
    expect(kept.length).toBeGreaterThan(200);
    expect(kept.filter(({ takenBack, runs }) => takenBack > 0.05 * runs).map(keyOf)).toEqual([]);
    expect(kept.filter(({ runs }) => runs < 4000)).toEqual([]);
  });

  it('reports a sample ratio that is right in at most one rollout of a thousand', () => {
    const reported = results.cells.filter(
      ({ table, column }) => table === 'sampleRatio' && column === 'the guard',
    );
    const [wrong, runs] = [
      reported.reduce((sum, cell) => sum + cell.takenBack, 0),
      reported.reduce((sum, cell) => sum + cell.runs, 0),
    ];
    expect(wrong / runs).toBeLessThanOrEqual(0.001);
  });
});

describe('a rendered table', () => {
  const cell: CellResult = {
    ...{ table: 'raceConstant', row: '2 %, 2 times', column: 'Wald', runs: 100, early: 0, takenBack: 100 },
    ...{ meanMinutes: 10, medianMinutes: 8, ninetiethMinutes: 20 },
  };
  const render = (...cells: readonly CellResult[]): string => renderTables({ ...results, cells });

  it('holds the guard against the lower bound', () => {
    const ours = { ...cell, column: '`requests`', meanMinutes: 12.5, medianMinutes: 10 };
    expect(render(cell, ours)).toContain('| 2 %, 2 times | 10 / 8 | 13 / 10 (1.25× / 1.25×) |');
  });

  it('says what was missed and what came before the fault', () => {
    const missed = { ...cell, takenBack: 72, early: 10, ninetiethMinutes: null };
    expect(render(missed)).toContain('| ≥ 10 / 8, missed 20 %, early 10 % |');
  });

  it('gives an interval for a share, and a bound where nothing happened', () => {
    const chance = { ...cell, table: 'alike', takenBack: 2 } as const;
    expect(render(chance, { ...chance, column: 'z', takenBack: 0 })).toContain(
      '| 2.0 (0.6–7.0) % | 0 (≤ 3.7) % |',
    );
  });

  it('has a heading for every kind of rollout', () => {
    for (const { title } of Object.values(TABLES)) expect(render(cell)).toContain(`### ${title}\n`);
  });
});
