import type { ArmEstimate } from './arm-estimate.ts';
import type { Distributions } from './distributions.ts';

/** A two-sided z test that is planned. */
export interface PlannedTest {
  /** True difference. */
  readonly effect: number;
  readonly standardError: number;
  /** Standard errors at which the test rejects, above 0; a confidence sequence's multiplier for one looked at daily. */
  readonly threshold: number;
}

/** Probability that the test rejects, to the right or the wrong side. */
export function power(
  { effect, standardError, threshold }: PlannedTest,
  { normalCdf }: Distributions,
): number {
  const shift = effect / standardError;
  return normalCdf(shift - threshold) + normalCdf(-shift - threshold);
}

/** Two proportions of which the pooled z test is planned. */
export interface PlannedProportions {
  /** Rate and exposures of the arm. */
  readonly arm: { readonly rate: number; readonly n: number };
  readonly control: { readonly rate: number; readonly n: number };
  readonly threshold: number;
}

/** Probability that the pooled z test rejects: its variance is another one when there is a difference. */
export function proportionPower(
  { arm, control, threshold }: PlannedProportions,
  { normalCdf }: Distributions,
): number {
  const pooled = (arm.rate * arm.n + control.rate * control.n) / (arm.n + control.n);
  const ifEqual = Math.sqrt(pooled * (1 - pooled) * (1 / arm.n + 1 / control.n));
  const actual = Math.sqrt(
    (arm.rate * (1 - arm.rate)) / arm.n + (control.rate * (1 - control.rate)) / control.n,
  );
  const shift = arm.rate - control.rate;
  const reached = threshold * ifEqual;
  return normalCdf((shift - reached) / actual) + normalCdf((-shift - reached) / actual);
}

/**
 * Relative lift that is found with the power of `z` = threshold + Φ⁻¹(power) standard errors: the root of e = z·se(e),
 * where the delta method's error grows with the lift itself (as in GrowthBook's planner, which takes the control's
 * variance for both arms). `undefined` when no lift is large enough, or the control's mean is not above 0.
 */
export function detectableLift(
  arm: Pick<ArmEstimate, 'variance'>,
  control: Pick<ArmEstimate, 'mean' | 'variance'>,
  z: number,
): number | undefined {
  if (control.mean <= 0) return undefined;
  const scale = (z / control.mean) ** 2;
  const [own, others] = [scale * arm.variance, scale * control.variance];
  if (others >= 1) return undefined;
  return (others + Math.sqrt(others ** 2 + (1 - others) * (own + others))) / (1 - others);
}

/** Halvings of the range of a rate. */
const STEPS = 40;

/**
 * The same for two proportions and the pooled z test, upwards: the smallest lift found with probability `target`.
 * `undefined` when not even a rate of 1 would be found, or the control's rate is 0.
 */
export function detectableProportionLift(
  { arm, control, threshold }: PlannedProportions,
  target: number,
  distributions: Distributions,
): number | undefined {
  const isFound = (rate: number): boolean =>
    proportionPower({ arm: { n: arm.n, rate }, control, threshold }, distributions) >= target;
  let [tooSmall, enough] = [control.rate, 1];
  if (control.rate <= 0 || !isFound(enough)) return undefined;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (tooSmall + enough) / 2;
    if (isFound(middle)) enough = middle;
    else tooSmall = middle;
  }
  return enough / control.rate - 1;
}
