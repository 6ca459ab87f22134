import type { CalibrationRun } from '../calibration.ts';
import type { Cell, TableName } from './plan.ts';
import { REHEARSED, type RehearsedOutcome, type RehearsedScenario } from './rehearsals.ts';
import type { Outcomes } from './trial.ts';
import { type Share, wilson } from './wilson.ts';

/** Minutes until rollouts were taken back. */
export interface Ending {
  readonly runs: number;
  readonly rolledBack: Share;
  /** `null` = that share of the rollouts was not taken back. */
  readonly medianMinutes: number | null;
  readonly ninetiethMinutes: number | null;
  /** Which alarms fired first, and how often. */
  readonly by: Readonly<Record<string, number>>;
}

export interface CellResult extends Ending {
  readonly table: TableName;
  readonly row: string;
  readonly column: string;
}

/** The file `results.json`. */
export interface Results extends CalibrationRun {
  readonly cells: readonly CellResult[];
  readonly rehearsals: Readonly<Record<RehearsedScenario, Ending>>;
}

export function cellResult({ table, row, column }: Cell, outcomes: Outcomes): CellResult {
  const rollbacks = outcomes.flatMap((outcome) => outcome ?? []);
  const by = rollbacks.map(({ alarms }) => alarms);
  return {
    table,
    row,
    column,
    ...ending(
      outcomes.length,
      rollbacks.map(({ minutes }) => minutes),
      by,
    ),
  };
}

export function rehearsalResults(outcomes: readonly RehearsedOutcome[]): Results['rehearsals'] {
  const of = (scenario: RehearsedScenario): Ending => {
    const played = outcomes.filter((outcome) => outcome.scenario === scenario);
    const rollbacks = played.filter(({ minutes }) => minutes !== null);
    return ending(
      played.length,
      rollbacks.flatMap(({ minutes }) => minutes ?? []),
      rollbacks.map(({ by }) => [by ?? '']),
    );
  };
  return Object.fromEntries(REHEARSED.map((scenario) => [scenario, of(scenario)])) as Results['rehearsals'];
}

function ending(runs: number, minutes: readonly number[], alarms: readonly (readonly string[])[]): Ending {
  const ascending = [...minutes].sort((a, b) => a - b);
  const quantile = (share: number): number | null => ascending[Math.ceil(share * runs) - 1] ?? null;
  const by: Record<string, number> = {};
  for (const names of alarms) {
    const key = names
      .map((name) => name.slice(name.indexOf('candidate-')))
      .sort()
      .join(' and ');
    by[key] = (by[key] ?? 0) + 1;
  }
  return {
    runs,
    rolledBack: wilson(minutes.length, runs),
    medianMinutes: quantile(0.5),
    ninetiethMinutes: quantile(0.9),
    by,
  };
}
