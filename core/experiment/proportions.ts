import type { Inference, Interval } from './comparison.ts';
import type { Distributions } from './distributions.ts';

/** Successes among so many exposures, 1 or more. */
export interface Proportion {
  readonly n: number;
  readonly sum: number;
}

/** Halvings of the range of a difference: its ends are right to 1e-12. */
const STEPS = 42;

/** z of "no difference" with the pooled variance, the root of Pearson's chi-square; NaN where nothing ever varies. */
export function pooledZ(arm: Proportion, control: Proportion): number {
  const pooled = (arm.sum + control.sum) / (arm.n + control.n);
  const variance = pooled * (1 - pooled) * (1 / arm.n + 1 / control.n);
  return (arm.sum / arm.n - control.sum / control.n) / Math.sqrt(variance);
}

/** The score test and its interval at one moment fixed beforehand: p is below alpha when 0 is outside. */
export function scoreInference(
  arm: Proportion,
  control: Proportion,
  alpha: number,
  { normalCdf, normalQuantile }: Distributions,
): Inference {
  const p = Math.min(1, 2 * normalCdf(-Math.abs(pooledZ(arm, control))));
  return { interval: scoreInterval(arm, control, -normalQuantile(alpha / 2)), p };
}

/**
 * Differences δ whose own z, with the variance that is likeliest when the difference is δ, is at most `critical`
 * (Miettinen and Nurminen 1985, without their factor N/(N − 1)). Unlike an interval around the estimate it is right for
 * rare events and arms of very different size.
 */
export function scoreInterval(arm: Proportion, control: Proportion, critical: number): Interval {
  const estimate = arm.sum / arm.n - control.sum / control.n;
  const isOutside = (difference: number): boolean =>
    Math.abs(estimate - difference) > critical * nullError(arm, control, difference);
  return { low: lastInside(estimate, -1, isOutside), high: lastInside(estimate, 1, isOutside) };
}

function lastInside(inside: number, end: number, isOutside: (difference: number) => boolean): number {
  let [within, beyond] = [inside, end];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (within + beyond) / 2;
    if (isOutside(middle)) beyond = middle;
    else within = middle;
  }
  return within;
}

/** Standard error of the difference where the true one is `difference`. */
function nullError(arm: Proportion, control: Proportion, difference: number): number {
  const rate = constrainedRate(arm, control, difference);
  const other = rate + difference;
  return Math.sqrt(Math.max(0, (other * (1 - other)) / arm.n + (rate * (1 - rate)) / control.n));
}

/** Maximum-likelihood rate of the control, given the difference: the root of a cubic in closed form (their appendix). */
function constrainedRate(arm: Proportion, control: Proportion, difference: number): number {
  const n = arm.n + control.n;
  const sum = arm.sum + control.sum;
  const square = ((arm.n + 2 * control.n) * difference - n - sum) / n;
  const linear = ((control.n * difference - n - 2 * control.sum) * difference + sum) / n;
  const constant = (control.sum * difference * (1 - difference)) / n;
  const q = (square / 3) ** 3 - (linear * square) / 6 + constant / 2;
  const size = Math.sqrt(Math.max(0, (square / 3) ** 2 - linear / 3));
  const p = q < 0 ? -size : size;
  const angle = (Math.PI + Math.acos(Math.min(1, Math.max(-1, q / p ** 3)))) / 3;
  return 2 * p * Math.cos(angle) - square / 3;
}
