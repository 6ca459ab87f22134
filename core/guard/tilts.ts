import { elementAt } from '../element-at.ts';

/** A way that a metric moves. Whoever names one says whether it is the worse or the better one. */
export type Direction = 'up' | 'down';

/** One alternative that the evidence bets on: the odds of an event falling to the candidate, as a logarithm of their ratio. */
export interface Tilt {
  readonly logOdds: number;
  /** Share of the bet; the shares of a grid add up to 1. */
  readonly weight: number;
}

/**
 * Alternatives for "worse upwards": the candidate's rate 1.15 to 12 times what is tolerated. Five tilts and these weights
 * cost less than a wider, flat grid: a bet at λ loses little when the truth is near e^λ, and ln(1/weight) is the price of
 * being there (docs/decisions/0008).
 */
const UP: readonly Tilt[] = grid([1.15, 1.4, 2, 4, 12], 1);

/** Alternatives for "worse downwards": scores and successes do not fall by powers of ten. */
const DOWN: readonly Tilt[] = grid([1.05, 1.15, 1.35, 1.8, 3], -1);

/** Alternatives for a share that should be as stated: either way, equally. */
export const SHARE_TILTS: readonly Tilt[] = [-1, 1].flatMap((sign) =>
  [1.02, 1.05, 1.1, 1.25, 1.6, 3].map((ratio) => ({ logOdds: sign * Math.log(ratio), weight: 1 / 12 })),
);

/** Alternatives for an interval, either way: finer, since it is to narrow down as long as data comes in. */
const FINE = [1.01, 1.03, 1.1, 1.3, 2, 6];

/** What a candidate that is to be promoted is like, in multiples of the control's rate: as good, or better. */
const NO_WORSE: Readonly<Record<Direction, readonly number[]>> = {
  up: [1, 0.9, 0.7, 0.4],
  down: [1, 1.05, 1.2, 1.5],
};

/** The grid that looks for the candidate being worse in that direction. */
export function tiltsAgainst(direction: Direction): readonly Tilt[] {
  return direction === 'up' ? UP : DOWN;
}

/** The grid that looks for the candidate being better than tolerated, where `direction` is worse. */
export function tiltsFor(direction: Direction, tolerance: number): readonly Tilt[] {
  const weights = [6, 3, 2, 1];
  return NO_WORSE[direction].map((ratio, at) => ({
    logOdds: Math.log(ratio / tolerance),
    weight: elementAt(weights, at) / 12,
  }));
}

/** The grid that an interval's end is found with: what is worse than it in that direction. */
export function fineTilts(direction: Direction): readonly Tilt[] {
  const sign = direction === 'up' ? 1 : -1;
  return FINE.map((ratio) => ({ logOdds: sign * Math.log(ratio), weight: 1 / FINE.length }));
}

export function opposite(direction: Direction): Direction {
  return direction === 'up' ? 'down' : 'up';
}

function grid(ratios: readonly number[], sign: 1 | -1): readonly Tilt[] {
  const weights = [3, 5, 5, 3, 1];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return ratios.map((ratio, at) => ({
    logOdds: sign * Math.log(ratio),
    weight: elementAt(weights, at) / total,
  }));
}
