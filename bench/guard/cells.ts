import { RAMP_MINUTES } from './course.ts';
import type { Experiment, Judge } from './experiment.ts';
import type { MetricModel } from './traffic.ts';

/** Tables in their order. `chance`: rollouts that should not be taken back; `found`, `race`: rollouts that should. */
export const TABLES = {
  gridUsers: {
    kind: 'chance',
    corner: 'base rate, requests a minute',
    title: 'Exactly as bad as tolerated, `independence: users`',
  },
  gridRequests: {
    kind: 'chance',
    corner: 'base rate, requests a minute',
    title: 'Exactly as bad as tolerated, `independence: requests`',
  },
  alike: { kind: 'chance', corner: 'base rate, requests a minute', title: 'No difference, tolerance 1.1' },
  several: { kind: 'chance', corner: 'rollouts', title: 'Six metrics, scores, drift, days' },
  users: {
    kind: 'chance',
    corner: 'users, requests a minute, variation of their rates',
    title: 'Heavy users, no difference, tolerance 1',
  },
  sampleRatio: {
    kind: 'chance',
    corner: 'users, requests a minute',
    title: 'Sample ratio reported as wrong, although it is right',
  },
  usersFound: {
    kind: 'found',
    corner: 'users, requests a minute',
    title: 'Heavy users, 1.5 times the errors: minutes until taken back',
  },
  raceConstant: {
    kind: 'race',
    corner: 'base rate, effect',
    title: 'Minutes until a worse candidate is taken back, 50 % from the beginning',
  },
  raceRamp: { kind: 'race', corner: 'base rate, effect', title: 'The same over the ramp' },
  raceLate: {
    kind: 'race',
    corner: 'base rate, effect',
    title: 'Minutes after a fault that begins in minute 180, 50 % from the beginning',
  },
  raceChance: {
    kind: 'chance',
    corner: 'base rate, percentage',
    title: 'The same methods where there is no difference, base rate tripling',
  },
} as const;

export type TableName = keyof typeof TABLES;

/** One measured cell of a table. */
export interface Cell {
  readonly table: TableName;
  readonly row: string;
  readonly column: string;
  readonly judge: Judge;
  readonly experiment: Experiment;
  readonly runs: number;
}

/** One metric of events that get worse by rising. */
export function events(rate: number, ratio: number, tolerance: number): MetricModel {
  return { kind: 'events', rate, ratio, tolerance, direction: 'up' };
}

/** Rollouts over the ramp that should end well are drawn as a whole. */
export const WHOLE_RAMP = [RAMP_MINUTES];

/** The guard, and other ways of allowing for users, by the heading of their column. */
export const REMEDIES = {
  'no remedy': 'requests',
  'tempered by the control': 'control only',
  '**tempered by both arms**': 'users',
  'once an hour': 'once',
  '… in each of 20 environments': 'once by environment',
} as const satisfies Record<string, Judge>;

/** One row, judged by several. */
export function row(
  of: Pick<Cell, 'table' | 'row' | 'experiment' | 'runs'>,
  judges: Readonly<Record<string, Judge>>,
): readonly Cell[] {
  return Object.entries(judges).map(([column, judge]) => ({ ...of, column, judge }));
}

/** A share as it stands in a table. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
