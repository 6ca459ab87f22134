import { elementAt } from '../element-at.ts';
import { EventSplitProcess } from './event-split.ts';
import type { MetricMinutes } from './guard-data.ts';
import { type Direction, fineTilts } from './tilts.ts';

/** Ratio of the candidate's rate to the control's. */
export interface RatioInterval {
  /** Candidate ÷ control over all minutes; `undefined` while the control has no events. */
  readonly estimate: number | undefined;
  /** 0 when nothing speaks against any smaller ratio. */
  readonly low: number;
  /** Infinite when nothing speaks against any larger one. */
  readonly high: number;
}

export interface IntervalOptions {
  /** Probability that the interval ever misses the true ratio. */
  readonly alpha: number;
  /** How much more the sums vary than those of independent requests. */
  readonly dispersion: number;
}

/** Ratios outside this range are of no interest. */
const SMALLEST = 1e-3;
const LARGEST = 1e3;
/** Halvings of ln(LARGEST ÷ SMALLEST): the ends are right to 1 in 10,000. */
const STEPS = 18;

/**
 * Interval that holds the true ratio with probability 1 − alpha at every minute at once: the ratios that neither the
 * evidence upwards nor downwards rejects at alpha/2. Looks at the whole of the minutes, without restarts.
 */
export function ratioInterval(minutes: MetricMinutes, { alpha, dispersion }: IntervalOptions): RatioInterval {
  const threshold = -Math.log(alpha / 2);
  const isRejected = (tolerance: number, worse: Direction): boolean => {
    const process = new EventSplitProcess(minutes, { tolerance, tilts: fineTilts(worse) });
    return process.logEvidence(0, process.minutes, dispersion) >= threshold;
  };
  const isTooLow = (ratio: number): boolean => isRejected(ratio, 'up');
  const isTooHigh = (ratio: number): boolean => isRejected(ratio, 'down');
  return {
    estimate: estimatedRatio(minutes),
    low: isTooLow(SMALLEST) ? boundary(isTooLow, SMALLEST, LARGEST) : 0,
    high: isTooHigh(LARGEST) ? boundary(isTooHigh, LARGEST, SMALLEST) : Number.POSITIVE_INFINITY,
  };
}

/** Where a property that holds at `rejected` ends on the way to `other`, by bisection of the logarithm. */
function boundary(isRejected: (ratio: number) => boolean, rejected: number, other: number): number {
  let [inside, outside] = [rejected, other];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = Math.sqrt(inside * outside);
    if (isRejected(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/**
 * Candidate ÷ control over the minutes in which both arms were exposed, weighted as the evidence weights them (Mantel &
 * Haenszel, 1959): the ratio of the totals would take a share that grows while the base rate changes for an effect.
 * `undefined` while the control has no events.
 */
export function estimatedRatio({ candidate, control }: MetricMinutes): number | undefined {
  let [above, below] = [0, 0];
  for (let at = 0; at < candidate.exposures.length; at += 1) {
    const [exposed, others] = [elementAt(candidate.exposures, at), elementAt(control.exposures, at)];
    if (exposed <= 0 || others <= 0) continue;
    above += (elementAt(candidate.sums, at) * others) / (exposed + others);
    below += (elementAt(control.sums, at) * exposed) / (exposed + others);
  }
  return below > 0 ? above / below : undefined;
}
