import { elementAt } from '../element-at.ts';
import { eventSplitLog } from './event-split.ts';
import { logSumExp } from './log-sum.ts';
import { FROM_THE_BEGINNING } from './restarts.ts';
import { type Direction, tiltsAgainst } from './tilts.ts';

export interface PlanOptions {
  /** The way the metric gets worse. */
  readonly direction: Direction;
  /** Ratio of the candidate's rate to the control's that is to be noticed: worse than `tolerance`. */
  readonly effect: number;
  /** The control's rate of events, or its mean score; above 0, at most 1. */
  readonly baseRate: number;
  /** Ratio that is put up with. */
  readonly tolerance: number;
  /** The candidate's share of the requests that are compared; between 0 and 1. */
  readonly share: number;
  /** Requests compared, of both arms; outcomes received, for an outcome. */
  readonly requestsPerMinute: number;
  /** Promise of the guard. */
  readonly alpha: number;
  /** Share of the promise that the guardrail has; 1 when it is the only one. */
  readonly weight: number;
  /**
   * How much more the sums vary than those of independent requests; ≥ 1.
   * @default 1
   */
  readonly dispersion?: number;
}

/** What it takes to notice an effect. */
export interface Plan {
  /** Minutes until the guard rolls back, on average; infinite when the effect lies within the tolerance. */
  readonly minutes: number;
  /** Requests that the candidate has answered by then. */
  readonly candidateExposures: number;
}

/** A process is looked at once a minute, so it is half a minute late on average. */
export const HALF_A_LOOK = 0.5;
/** Longest plan, in minutes: some 190 years. What takes longer is never noticed. */
const LONGEST = 1e8;

/**
 * How long the exact evidence needs: the time at which the mixture of its tilts, each growing at its mean rate, reaches
 * 1 ÷ (alpha·weight). Agrees with simulated rollouts within 15 % (test/core/guard/plan.test.ts).
 */
export function plan(options: PlanOptions): Plan {
  const { share, requestsPerMinute, direction } = options;
  const threshold = thresholdOf(options);
  const growth = growthByTilt(options);
  const logAt = (minutes: number): number =>
    logEvidenceOf(
      direction,
      growth.map((log) => log * minutes),
    );
  if (logAt(LONGEST) < threshold) {
    return { minutes: Number.POSITIVE_INFINITY, candidateExposures: Number.POSITIVE_INFINITY };
  }
  const minutes = crossing((minute) => logAt(minute) >= threshold, LONGEST) + HALF_A_LOOK;
  return { minutes, candidateExposures: minutes * requestsPerMinute * share };
}

/** Logarithm of the evidence at which the guard rolls back. */
export function thresholdOf({ alpha, weight }: Pick<PlanOptions, 'alpha' | 'weight'>): number {
  return -Math.log(alpha * weight);
}

/** Mean change of each tilt's logarithm in a minute, tempered; 0 at a share of 1, where nothing is compared. */
export function growthByTilt(options: PlanOptions): readonly number[] {
  return tiltsAgainst(options.direction).map(
    ({ logOdds }) => meanGrowth(options, logOdds) / (options.dispersion ?? 1),
  );
}

/** Logarithm of the evidence when the tilts' logarithms have come so far. */
export function logEvidenceOf(direction: Direction, logs: readonly number[]): number {
  return logSumExp(
    tiltsAgainst(direction).map(
      ({ weight }, at) => Math.log(FROM_THE_BEGINNING * weight) + elementAt(logs, at),
    ),
  );
}

/** Mean change of one tilt's logarithm in a minute. */
function meanGrowth(options: PlanOptions, logOdds: number): number {
  const exposed = options.requestsPerMinute * options.share;
  const others = options.requestsPerMinute - exposed;
  const candidate = exposed * options.baseRate * options.effect;
  return eventSplitLog(
    {
      candidate,
      both: candidate + others * options.baseRate,
      share: (exposed * options.tolerance) / (exposed * options.tolerance + others),
    },
    logOdds,
  );
}

/** First of `longest` minutes at which something holds that goes on holding, by bisection; it has to hold at their end. */
export function crossing(holds: (minutes: number) => boolean, longest: number): number {
  let [before, after] = [0, longest];
  while (after - before > 1e-6 * after) {
    const middle = (before + after) / 2;
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
}
