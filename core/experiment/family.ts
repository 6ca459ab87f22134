import { elementAt } from '../element-at.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import type { AdjustedP, Adjustment } from './comparison.ts';
import type { Draft } from './contrast.ts';
import { holm } from './holm.ts';

const ADJUST: Readonly<Record<Adjustment, (pValues: readonly number[]) => readonly number[]>> = {
  holm,
  'benjamini-hochberg': benjaminiHochberg,
};

/** Adjusted p-values of drafts that share alpha, in their order; one without data counts, with a p-value of 1. */
export function adjustFamily(drafts: readonly Draft[], method: Adjustment): readonly AdjustedP[] {
  const adjust = ADJUST[method];
  const fixed = adjust(drafts.map(({ found }) => found?.effects.difference.fixed.p ?? 1));
  const anytime = adjust(drafts.map(({ found }) => found?.effects.difference.anytime.p ?? 1));
  return drafts.map((_, at) => ({ method, fixed: elementAt(fixed, at), anytime: elementAt(anytime, at) }));
}
