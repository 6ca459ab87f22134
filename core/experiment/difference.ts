import type { ArmEstimate } from './arm-estimate.ts';

/** A difference and how well it is known. */
export interface Difference {
  readonly estimate: number;
  readonly standardError: number;
  /** By Welch (1947) and Satterthwaite (1946), from the variances of the means. */
  readonly degrees: number;
}

/** Arm minus control, in the unit of the metric. */
export function absoluteDifference(arm: ArmEstimate, control: ArmEstimate): Difference {
  return {
    estimate: arm.mean - control.mean,
    standardError: Math.sqrt(arm.variance + control.variance),
    degrees: welchDegrees(arm, control),
  };
}

/**
 * (Arm − control) ÷ control by the delta method, as in GrowthBook. The control's mean has to be above 0, and well above
 * its own standard error for the interval to be right.
 */
export function relativeDifference(arm: ArmEstimate, control: ArmEstimate): Difference {
  const variance = arm.variance / control.mean ** 2 + (control.variance * arm.mean ** 2) / control.mean ** 4;
  return {
    estimate: (arm.mean - control.mean) / control.mean,
    standardError: Math.sqrt(variance),
    degrees: welchDegrees(arm, control),
  };
}

function welchDegrees(arm: ArmEstimate, control: ArmEstimate): number {
  const squares = arm.variance ** 2 / arm.degrees + control.variance ** 2 / control.degrees;
  return (arm.variance + control.variance) ** 2 / squares;
}
