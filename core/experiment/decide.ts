import type { AdjustedP, Effect, VerdictKind } from './comparison.ts';
import type { ComparisonOptions, GoodDirection } from './experiment.ts';
import { lookOf } from './look.ts';

/** What a contrast is decided by. */
export interface Findings {
  readonly difference: Effect;
  readonly relative?: Effect;
  readonly adjustedP: AdjustedP;
  readonly direction: GoodDirection;
  readonly margin: number;
}

/**
 * Verdict on one arm in one metric: no meaningful difference when the whole interval of the relative lift lies within
 * ±margin, else better or worse when the adjusted p-value is at most alpha, else not yet. A difference that is certain
 * but too small to matter is not called better.
 */
export function decide(
  { difference, relative, adjustedP, direction, margin }: Findings,
  { alpha, looks }: Pick<ComparisonOptions, 'alpha' | 'looks'>,
): Exclude<VerdictKind, 'sample-ratio-mismatch'> {
  const look = lookOf(looks);
  if (relative && isWithin(relative, look, margin)) return 'no-meaningful-difference';
  if (adjustedP[look] > alpha) return 'not-yet';
  const isHigher = difference.estimate > 0;
  return isHigher === (direction === 'up') ? 'better' : 'worse';
}

function isWithin(effect: Effect, look: ReturnType<typeof lookOf>, margin: number): boolean {
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = effect[look].interval;
  return low >= -margin && high <= margin;
}
