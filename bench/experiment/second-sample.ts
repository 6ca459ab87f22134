import { wilson } from '../alarms/wilson.ts';
import type { Played } from './tables.ts';
import type { Finding, Findings } from './trial.ts';

/** What is promised of a finding: how often it is so, at most or exactly. */
interface Promised {
  readonly finding: Finding;
  readonly share: number;
  readonly isLimit: boolean;
}

/** Of arms that are alike. */
export const ALIKE: readonly Promised[] = [
  { finding: 'decided once', share: 0.05, isLimit: true },
  { finding: 'decided daily', share: 0.05, isLimit: true },
  { finding: 'mismatch once', share: 0.001, isLimit: true },
  { finding: 'mismatch daily', share: 0.001, isLimit: true },
];

/** Of intervals, whatever the arms are. */
export const INTERVALS: readonly Promised[] = [
  { finding: 'difference, fixed', share: 0.95, isLimit: false },
  { finding: 'lift, fixed', share: 0.95, isLimit: false },
];

/** A finding of a cell whose 95 % interval leaves out what is promised. */
export interface Doubt {
  readonly name: string;
  readonly finding: Finding;
}

/**
 * Findings that do not look as promised. Of so many, some do not by chance: a second sample, with draws of its own, tells
 * which.
 */
export function doubtsOf(
  cells: readonly Played<Findings>[],
  promises: readonly Promised[],
): readonly Doubt[] {
  return cells.flatMap(({ name, trials }) =>
    promises.flatMap(({ finding, share, isLimit }) => {
      const seen = trials.flatMap((trial) => trial[finding] ?? []);
      if (seen.length === 0) return [];
      const { low, high } = wilson(seen.filter(Boolean).length, seen.length);
      const isDoubted = low > share || (!isLimit && high < share);
      return isDoubted ? [{ name, finding }] : [];
    }),
  );
}
