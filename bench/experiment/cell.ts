import type { ExperimentMetric } from '../../core/experiment/experiment.ts';
import type { Random } from '../../local/random.ts';

/** Value of the control's arm in all trials; the others have their names from the cell. */
export const CONTROL = 'control';

/** What comes in on one day: metrics of the same names and order every day, with that day's totals. */
export type Day = readonly ExperimentMetric[];

/** One situation that experiments are played in. */
export interface Cell {
  readonly name: string;
  /** Arms beside the control. */
  readonly arms: readonly string[];
  /** Weights of the control and of the arms, in that order. */
  readonly shares: readonly number[];
  /** True mean by metric, for the control and each arm. */
  readonly truths: readonly Readonly<Record<string, number>>[];
  /** Begins an experiment; each call of what it gives is another day. */
  readonly begin: (random: Random) => () => Day;
}
