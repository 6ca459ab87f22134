import { relativeDifference } from './difference.ts';
import type { Distributions } from './distributions.ts';
import { thresholdsOf } from './effects.ts';
import type { ComparisonOptions } from './experiment.ts';
import { lookOf } from './look.ts';
import type { Pair } from './pair.ts';

/** When there will be a verdict, in whole days from now, 1 or more. */
export interface Outlook {
  /** If the relative difference stays as it looks; left out beyond {@link FARTHEST_GROWTH}. */
  readonly days?: number;
  /** Whatever it is. */
  readonly daysAtMost?: number;
}

/** What an outlook is reckoned from. */
export interface Course {
  readonly pair: Pair;
  /** Days that the exposures of the pair took. */
  readonly days: number;
  /** Relative difference too small to matter. */
  readonly margin: number;
  /** Alpha divided by the contrasts that share it, so that the adjusted p-values are small enough too. */
  readonly alpha: number;
}

/** Multiples of the present exposures beyond which nothing is foreseen. */
const FARTHEST_GROWTH = 1e6;
/** Halvings of the logarithm of the growth: right to 1e-10. */
const STEPS = 40;

/**
 * Days until the interval of the relative lift, which narrows as exposures come in at the present rate, tells something.
 * An interval of half-width w around e lies within ±margin when w ≤ margin − |e|, and leaves 0 out when w < |e|: so w at
 * most the larger of the two is enough, and w at most half the margin is enough for any e.
 */
export function outlookOf(
  { pair, days, margin, alpha }: Course,
  { looks, tuning }: Pick<ComparisonOptions, 'looks' | 'tuning'>,
  distributions: Distributions,
): Outlook {
  const { estimate, standardError } = relativeDifference(pair.arm, pair.control);
  const halfWidth = (growth: number): number => {
    const threshold = thresholdsOf(pair, { alpha, tuning }, distributions, growth)[lookOf(looks)];
    return (threshold * standardError) / Math.sqrt(growth);
  };
  const daysUntil = (width: number): number | undefined => {
    const growth = growthUntil((times) => halfWidth(times) <= width);
    return growth === undefined ? undefined : Math.max(1, Math.ceil((growth - 1) * days));
  };
  const ifItStays = daysUntil(Math.max(Math.abs(estimate), margin - Math.abs(estimate)));
  const atMost = daysUntil(margin / 2);
  return {
    ...(ifItStays !== undefined && { days: ifItStays }),
    ...(atMost !== undefined && { daysAtMost: atMost }),
  };
}

function growthUntil(isEnough: (growth: number) => boolean): number | undefined {
  let [low, high] = [0, Math.log(FARTHEST_GROWTH)];
  if (!isEnough(FARTHEST_GROWTH)) return undefined;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (isEnough(Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}
