import { elementAt } from '../../core/element-at.ts';
import { plan } from '../../core/guard/plan.ts';
import type { CalibrationRun } from '../calibration.ts';
import type { Cell, TableName } from './cells.ts';
import { ALPHA } from './experiment.ts';
import type { Outcome } from './play-rollout.ts';

/** What was measured of one cell. Minutes are of rollouts from their beginning, or from the fault's where it is late. */
export interface CellResult {
  readonly table: TableName;
  readonly row: string;
  readonly column: string;
  readonly runs: number;
  /** Rollouts taken back before there was a fault. */
  readonly early: number;
  /** Rollouts taken back since. */
  readonly takenBack: number;
  /** Of the rollouts not taken back early; a missed one counts as long as it lasted. */
  readonly meanMinutes: number | null;
  /** `null` = that share of the rollouts was not taken back. */
  readonly medianMinutes: number | null;
  readonly ninetiethMinutes: number | null;
  /** What the guard's `plan` says of the mean; for the guard without users and an effect that is there all the time. */
  readonly plannedMinutes?: number;
}

/** The file `results.json`. */
export interface Results extends CalibrationRun {
  readonly cells: readonly CellResult[];
}

export function cellResult(cell: Cell, outcomes: readonly Outcome[]): CellResult {
  const { table, row, column, judge, experiment } = cell;
  const fault = experiment.traffic.faultMinute ?? 0;
  const all = outcomes.map((outcome) => outcome[judge] ?? null);
  const late = all.filter((minutes) => minutes === null || minutes > fault);
  const ascending = late
    .flatMap((minutes) => (minutes === null ? [] : [minutes - fault]))
    .sort((left, right) => left - right);
  const quantile = (share: number): number | null => ascending[Math.ceil(share * late.length) - 1] ?? null;
  const longest = Math.max(...experiment.blocks) - fault;
  const missed = late.length - ascending.length;
  const sum = ascending.reduce((total, minutes) => total + minutes, missed * longest);
  return {
    ...{ table, row, column, runs: all.length },
    early: all.length - late.length,
    takenBack: ascending.length,
    meanMinutes: late.length > 0 ? Number((sum / late.length).toPrecision(4)) : null,
    medianMinutes: quantile(0.5),
    ninetiethMinutes: quantile(0.9),
    ...planned(cell),
  };
}

function planned({ table, judge, experiment }: Cell): Pick<CellResult, 'plannedMinutes'> {
  if (table !== 'raceConstant' || judge !== 'requests') return {};
  const { metrics, requestsPerMinute, percentages } = experiment.traffic;
  const { rate, ratio, tolerance, direction } = elementAt(metrics, 0);
  const { minutes } = plan({
    ...{ direction, effect: ratio, baseRate: rate, tolerance, requestsPerMinute, alpha: ALPHA, weight: 1 },
    share: Number(percentages) / 100,
  });
  return { plannedMinutes: Number(minutes.toPrecision(3)) };
}
