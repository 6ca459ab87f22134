import type { Inference } from './comparison.ts';
import type { Difference } from './difference.ts';
import type { Distributions } from './distributions.ts';

/** A two-sided confidence sequence at one moment. */
export interface Sequence {
  /** Exposures of both arms together, above 0. */
  readonly n: number;
  readonly alpha: number;
  /** Exposures of both arms at which the sequence is narrowest. */
  readonly tuning: number;
}

/** n times the mixing variance: how much the sequence has seen, in its own unit. */
export function mixingTime({ n, alpha, tuning }: Sequence): number {
  const log = -2 * Math.log(alpha);
  return (n * (log + Math.log1p(log))) / tuning;
}

/**
 * Standard errors that an interval has to reach to either side to hold at all moments at once: the asymptotic confidence
 * sequence of Waudby-Smith and others (arXiv 2103.06476, theorem 2.2), as GrowthBook writes it.
 */
export function sequenceMultiplier(sequence: Sequence): number {
  const time = mixingTime(sequence);
  const log = Math.log1p(time) / 2 - Math.log(sequence.alpha);
  return Math.sqrt((2 * (time + 1) * log) / time);
}

/** The smallest alpha at which a sequence mixed for `alpha` leaves no difference out, given z = estimate ÷ standard error. */
export function sequenceP(z: number, sequence: Sequence): number {
  const time = mixingTime(sequence);
  const log = Math.log1p(time) / 2 - (z ** 2 * time) / (2 * (time + 1));
  return Math.min(1, Math.exp(log));
}

/** May be looked at after every exposure. The standard error has to be above 0. */
export function anytimeInference({ estimate, standardError }: Difference, sequence: Sequence): Inference {
  const half = sequenceMultiplier(sequence) * standardError;
  const p = sequenceP(estimate / standardError, sequence);
  return { interval: { low: estimate - half, high: estimate + half }, p };
}

/**
 * The same where the standard error comes from a few groups and never gets better known: the normal distribution's
 * multiplier is replaced by that of Student's t with the same tail. An approximation, held against simulations in
 * bench/experiment. Without ends where the tuning is so far away that the tail is no number.
 */
export function anytimeInferenceOfGroups(
  { estimate, standardError, degrees }: Difference,
  sequence: Sequence,
  distributions: Distributions,
): Inference {
  const half = groupMultiplier(sequence, degrees, distributions) * standardError;
  const tail = distributions.tCdf(-Math.abs(estimate) / standardError, degrees);
  const p = sequenceP(distributions.normalQuantile(tail), sequence);
  const isBounded = half < Number.POSITIVE_INFINITY;
  return { interval: isBounded ? { low: estimate - half, high: estimate + half } : {}, p };
}

/** {@link sequenceMultiplier} for a standard error of so many degrees of freedom. */
export function groupMultiplier(
  sequence: Sequence,
  degrees: number,
  { normalCdf, tQuantile }: Distributions,
): number {
  return -tQuantile(normalCdf(-sequenceMultiplier(sequence)), degrees);
}
