import {
  crossing,
  growthByTilt,
  HALF_A_LOOK,
  logEvidenceOf,
  type Plan,
  type PlanOptions,
  thresholdOf,
} from './plan.ts';

export interface RampPlanOptions extends Omit<PlanOptions, 'share'> {
  /** Percentages of users that have the candidate, one after the other; each above 0 and at most 100. */
  readonly percentages: readonly number[];
  /** Minutes that each of them lasts; > 0. */
  readonly stepMinutes: number;
}

/** What a ramp exposes, and when it notices an effect, on average. */
export interface RampPlan {
  readonly steps: readonly RampStepPlan[];
  /** When the guard rolls back, counted from the ramp's start; absent when the ramp is over before. */
  readonly noticed?: Plan & {
    /** The step it happens in. */
    readonly percentage: number;
  };
}

/** How a ramp stands at the end of a step, if nothing takes it back. Everything is counted from the ramp's start. */
export interface RampStepPlan {
  readonly percentage: number;
  readonly minutes: number;
  /** Requests that the candidate has answered. */
  readonly candidateExposures: number;
  /** Logarithm of the guardrail's evidence; the effect is noticed at −ln(alpha·weight). */
  readonly logEvidence: number;
  /** Whether the effect has been noticed by then. */
  readonly isNoticed: boolean;
}

/**
 * {@link plan} for a share that changes: the tilts go on where the step before has left them, since a rollout's evidence
 * is of all its deployments together. Nothing is compared at 100 percent, so evidence rests there.
 */
export function rampPlan(options: RampPlanOptions): RampPlan {
  const steps: RampStepPlan[] = [];
  let noticed: RampPlan['noticed'];
  let begin: Progress = { minutes: 0, candidateExposures: 0, logs: [] };
  for (const percentage of options.percentages) {
    const course = courseOf(begin, percentage, options);
    noticed ??= noticedOn(course, percentage, options);
    begin = course(options.stepMinutes);
    const { minutes, candidateExposures } = begin;
    steps.push({
      percentage,
      minutes,
      candidateExposures,
      logEvidence: logEvidenceOf(options.direction, begin.logs),
      isNoticed: noticed !== undefined,
    });
  }
  return { steps, ...(noticed && { noticed }) };
}

/** How far a ramp has come. */
interface Progress {
  readonly minutes: number;
  readonly candidateExposures: number;
  /** Of the tilts; none yet at the start. */
  readonly logs: readonly number[];
}

/** Where a step leads from its beginning, by the minutes it has lasted. */
type Course = (minutes: number) => Progress;

function courseOf(begin: Progress, percentage: number, options: RampPlanOptions): Course {
  const growth = growthByTilt({ ...options, share: percentage / 100 });
  const perMinute = (options.requestsPerMinute * percentage) / 100;
  return (minutes) => ({
    minutes: begin.minutes + minutes,
    candidateExposures: begin.candidateExposures + minutes * perMinute,
    logs: growth.map((log, at) => (begin.logs[at] ?? 0) + log * minutes),
  });
}

function noticedOn(course: Course, percentage: number, options: RampPlanOptions): RampPlan['noticed'] {
  const threshold = thresholdOf(options);
  const isOver = (minutes: number): boolean =>
    logEvidenceOf(options.direction, course(minutes).logs) >= threshold;
  if (!isOver(options.stepMinutes)) return undefined;
  const { minutes, candidateExposures } = course(crossing(isOver, options.stepMinutes) + HALF_A_LOOK);
  return { percentage, minutes, candidateExposures };
}
