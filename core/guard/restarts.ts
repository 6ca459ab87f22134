/** Minutes between two processes: a late fault is looked for from each full clock hour on. */
const RESTART_MINUTES = 60;

/** Part of the bet on a fault that was there from the beginning; the rest is for later ones. */
export const FROM_THE_BEGINNING = 0.8;

/** One process among those that are averaged: it looks at the minutes from `fromMinute` on. */
export interface Start {
  /** Index of its first minute. */
  readonly fromMinute: number;
  /** Which clock hour since the beginning it starts with. */
  readonly hour: number;
  readonly weight: number;
}

/**
 * The processes begun by `minutes` minutes after the beginning, and the weight of all that have not begun, which count
 * as 1. The weights are fixed beforehand: the beginning has 0.8, the k-th full hour after it 0.2 ÷ k(k+1), together 1
 * without a horizon having to be known.
 */
export function starts(
  firstMinute: number,
  minutes: number,
): { readonly begun: readonly Start[]; readonly notBegun: number } {
  const begun: Start[] = [{ fromMinute: 0, hour: 0, weight: FROM_THE_BEGINNING }];
  const late = 1 - FROM_THE_BEGINNING;
  for (let hour = 1; hour * RESTART_MINUTES - (firstMinute % RESTART_MINUTES) < minutes; hour += 1) {
    begun.push({
      fromMinute: hour * RESTART_MINUTES - (firstMinute % RESTART_MINUTES),
      hour,
      weight: late / (hour * (hour + 1)),
    });
  }
  // Σ 1/(j(j+1)) over all j ≥ k is 1/k.
  return { begun, notBegun: late / begun.length };
}
