import { type Plan, plan as planOf, thresholdOf } from '../../core/guard/plan.ts';
import { type RampPlan, rampPlan } from '../../core/guard/ramp-plan.ts';
import type { Direction } from '../../core/guard/tilts.ts';
import { MAX_EVIDENCE } from '../../lambda/guard/guard-record.ts';
import { badArgument } from '../bad-argument.ts';

/** Options of `plan`; ranges are checked where they are defined. */
export interface PlanOptions {
  readonly requestsPerMinute: number;
  readonly baseRate: number;
  readonly ratio: number;
  readonly percentage: number;
  readonly direction: Direction;
  /** @default 1.1 upwards, 0.97 downwards */
  readonly tolerance?: number;
  readonly alpha: number;
  /** Guardrails of equal weight. */
  readonly guardrails: number;
  readonly dispersion: number;
  readonly steps?: readonly number[];
  readonly stepMinutes: number;
  readonly requestsPerUser: number;
}

/** What `plan --json` prints. Everything is a mean. */
export interface PlanData {
  readonly effect: {
    readonly direction: Direction;
    readonly baseRate: number;
    readonly ratio: number;
    readonly tolerance: number;
  };
  readonly requestsPerMinute: number;
  readonly requestsPerUser: number;
  readonly guard: { readonly alpha: number; readonly guardrails: number; readonly dispersion: number };
  /** Evidence of one guardrail at which the guard rolls back: 1 ÷ (alpha·weight). */
  readonly evidenceNeeded: number;
  /** Everybody sees one percentage all the time. */
  readonly steady: { readonly percentage: number; readonly noticed?: Noticed };
  /** Where `--steps` were given. */
  readonly ramp?: PlannedRamp;
}

/** When the effect is noticed; absent wherever it never is. */
export interface Noticed {
  readonly minutes: number;
  /** Requests that the candidate has answered. */
  readonly candidateExposures: number;
  /** The same by users. */
  readonly candidateUsers: number;
}

export interface PlannedRamp {
  readonly stepMinutes: number;
  readonly steps: readonly PlannedStep[];
  readonly noticed?: Noticed & { readonly percentage: number };
}

/** The end of a step, if nothing takes the ramp back. Counted from its start. */
export interface PlannedStep extends Noticed {
  readonly percentage: number;
  /** Cut off at 1e9. */
  readonly evidence: number;
  readonly isNoticed: boolean;
}

const TOLERANCE = {
  up: { preset: 1.1, min: 1, max: 100 },
  down: { preset: 0.97, min: 0.01, max: 1 },
} as const;

/** Works a plan out. Throws `bad-argument` for options that do not fit each other. */
export function planData(options: PlanOptions): PlanData {
  const { requestsPerMinute, baseRate, ratio, percentage, direction, alpha, dispersion, steps } = options;
  const tolerance = toleranceOf(options);
  requireRate(options);
  const effect = { direction, baseRate, effect: ratio, tolerance };
  const planned = { ...effect, requestsPerMinute, alpha, weight: 1 / options.guardrails, dispersion };
  const { requestsPerUser, stepMinutes, guardrails } = options;
  const steady = noticed(planOf({ ...planned, share: percentage / 100 }), requestsPerUser);
  return {
    effect: { direction, baseRate, ratio, tolerance },
    requestsPerMinute,
    requestsPerUser,
    guard: { alpha, guardrails, dispersion },
    evidenceNeeded: Math.exp(thresholdOf(planned)),
    steady: { percentage, ...(Number.isFinite(steady.minutes) && { noticed: steady }) },
    ...(steps && {
      ramp: ramp(rampPlan({ ...planned, percentages: steps, stepMinutes }), stepMinutes, requestsPerUser),
    }),
  };
}

function toleranceOf({ direction, tolerance = TOLERANCE[direction].preset }: PlanOptions): number {
  const { min, max } = TOLERANCE[direction];
  if (tolerance >= min && tolerance <= max) return tolerance;
  throw badArgument(
    `--tolerance is ${tolerance} with --direction ${direction}; use a number from ${min} to ${max}`,
  );
}

/** The exact evidence is of events, or of scores up to 1. */
function requireRate({ baseRate, ratio }: PlanOptions): void {
  if (baseRate * ratio <= 1) return;
  const largest = Math.floor((1 / baseRate) * 1000) / 1000;
  throw badArgument(
    `--ratio is ${ratio} with --base-rate ${baseRate}, a rate of ${baseRate * ratio}; use a ratio of at most ${largest}`,
  );
}

function ramp({ steps, noticed: when }: RampPlan, stepMinutes: number, requestsPerUser: number): PlannedRamp {
  return {
    stepMinutes,
    steps: steps.map((step) => ({
      percentage: step.percentage,
      ...noticed(step, requestsPerUser),
      evidence: Math.min(MAX_EVIDENCE, Math.exp(step.logEvidence)),
      isNoticed: step.isNoticed,
    })),
    ...(when && { noticed: { percentage: when.percentage, ...noticed(when, requestsPerUser) } }),
  };
}

function noticed({ minutes, candidateExposures }: Plan, requestsPerUser: number): Noticed {
  return { minutes, candidateExposures, candidateUsers: candidateExposures / requestsPerUser };
}
