import { elementAt } from '../element-at.ts';
import type { ArmMinutes, MetricMinutes } from './guard-data.ts';

/** What one arm came to over a stretch of minutes that count. */
export interface ArmMoments {
  readonly exposures: number;
  readonly sum: number;
  /** Σ n·s²: what the values varied within their minutes. */
  readonly squares: number;
  /** Σ w·mean: the arm's part of the difference. */
  readonly weightedMean: number;
  /** Σ w²·s²/n: variance that the arm brings to the difference. */
  readonly variance: number;
  /** Σ w²·s²/n with the other arm's n: what it would bring in the other's place. */
  readonly exchangedVariance: number;
}

/** Both arms over the same stretch of minutes. */
export interface MomentStretch {
  readonly candidate: ArmMoments;
  readonly control: ArmMoments;
}

/** Below this share of the sum of squares, squares about the mean are rounding and no spread: variation of 1 in 100,000. */
const ROUNDING = 1e-10;

/**
 * Sums of one metric that a comparison of means needs, for any stretch of minutes at once.
 *
 * A minute has the weight w = n_T·n_C ÷ (n_T + n_C): the best one where both arms vary in proportion to their means,
 * and free of the outcomes. A minute counts when both arms were exposed and their sums of squares are possible: those
 * of a late record are smaller than its sums allow.
 */
export class MomentSums {
  readonly minutes: number;
  readonly #candidate: CumulatedArm;
  readonly #control: CumulatedArm;

  constructor({ candidate, control }: MetricMinutes) {
    this.minutes = candidate.exposures.length;
    this.#candidate = new CumulatedArm(this.minutes);
    this.#control = new CumulatedArm(this.minutes);
    for (let at = 0; at < this.minutes; at += 1) {
      const [treated, others] = [momentsAt(candidate, at), momentsAt(control, at)];
      const counts = isPossible(treated) && isPossible(others);
      this.#candidate.add(at, treated, counts ? others.count : 0);
      this.#control.add(at, others, counts ? treated.count : 0);
    }
  }

  /** `fromMinute` inclusive, `toMinute` exclusive. */
  between(fromMinute: number, toMinute: number): MomentStretch {
    return {
      candidate: this.#candidate.between(fromMinute, toMinute),
      control: this.#control.between(fromMinute, toMinute),
    };
  }

  /** Minutes until both arms have that many exposures; `undefined` while they have not. */
  minutesUntil(exposures: number): number | undefined {
    const minutes = Math.max(this.#candidate.minutesUntil(exposures), this.#control.minutesUntil(exposures));
    return minutes <= this.minutes ? minutes : undefined;
  }
}

/** One arm in one minute. */
interface Moments {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

function momentsAt({ exposures, sums, sumsOfSquares }: ArmMinutes, at: number): Moments {
  return {
    count: elementAt(exposures, at),
    sum: elementAt(sums, at),
    sumOfSquares: sumsOfSquares ? elementAt(sumsOfSquares, at) : 0,
  };
}

/** Σx² ≥ (Σx)²/n, as far as rounding allows. */
function isPossible({ count, sum, sumOfSquares }: Moments): boolean {
  return count > 0 && sumOfSquares >= (sum / count) * sum * (1 - ROUNDING);
}

const MOMENTS = ['exposures', 'sum', 'squares', 'weightedMean', 'variance', 'exchangedVariance'] as const;

/** Prefix sums: entry k is the total of the first k minutes. */
class CumulatedArm {
  readonly #totals: { readonly [Moment in keyof ArmMoments]: Float64Array };
  /** The last minute that counted: what a minute with a single exposure is compared with. */
  #before: Moments | undefined;

  constructor(minutes: number) {
    const totals = () => new Float64Array(minutes + 1);
    this.#totals = {
      exposures: totals(),
      sum: totals(),
      squares: totals(),
      weightedMean: totals(),
      variance: totals(),
      exchangedVariance: totals(),
    };
  }

  /** `others`: exposures of the other arm, 0 where the minute does not count. */
  add(at: number, moments: Moments, others: number): void {
    const added = others > 0 ? this.#counted(moments, others) : undefined;
    for (const moment of MOMENTS) {
      const totals = this.#totals[moment];
      totals[at + 1] = elementAt(totals, at) + (added ? added[moment] : 0);
    }
  }

  between(from: number, to: number): ArmMoments {
    const difference = (moment: keyof ArmMoments) =>
      elementAt(this.#totals[moment], to) - elementAt(this.#totals[moment], from);
    return {
      exposures: difference('exposures'),
      sum: difference('sum'),
      squares: difference('squares'),
      weightedMean: difference('weightedMean'),
      variance: difference('variance'),
      exchangedVariance: difference('exchangedVariance'),
    };
  }

  minutesUntil(exposures: number): number {
    const minutes = this.#totals.exposures.findIndex((total) => total >= exposures);
    return minutes < 0 ? Number.POSITIVE_INFINITY : minutes;
  }

  #counted(moments: Moments, others: number): ArmMoments {
    const { count, sum } = moments;
    const weight = (count / (count + others)) * others;
    const variance = varianceOf(moments, this.#before);
    this.#before = moments;
    return {
      exposures: count,
      sum,
      squares: count * variance,
      weightedMean: weight * (sum / count),
      variance: (weight / count) * weight * variance,
      exchangedVariance: (weight / others) * weight * variance,
    };
  }
}

/**
 * Variance of one exposure: within the minute, or of a single exposure from the mean of the arm's minute before, which
 * drift between the two makes only larger. 0 for the very first exposure when it is alone.
 */
function varianceOf({ count, sum, sumOfSquares }: Moments, before: Moments | undefined): number {
  if (count > 1) {
    const squares = sumOfSquares - (sum / count) * sum;
    return squares > ROUNDING * sumOfSquares ? squares / (count - 1) : 0;
  }
  if (before === undefined) return 0;
  const squares = (sum - before.sum / before.count) ** 2;
  return squares > ROUNDING * sumOfSquares ? (squares * before.count) / (before.count + 1) : 0;
}
