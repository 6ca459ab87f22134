import type { GrowthType } from '@aws-sdk/client-appconfig';
import type { AppConfigBehaviour } from './behaviour.ts';

/** How a deployment grows: the part of a deployment strategy that is arithmetic. */
export interface GrowthPlan {
  readonly type: GrowthType;
  /** Per cent, 1 to 100. */
  readonly factor: number;
  readonly durationMs: number;
}

/** One growth step: from `afterMs` after the start on, `percentage` of the targets are reached. */
export interface GrowthStep {
  readonly afterMs: number;
  readonly percentage: number;
}

/**
 * The steps of a deployment, ending at 100 per cent no later than its duration. Linear: G, 2G, 3G, …; exponential:
 * G·2^0, G·2^1, … (API reference of CreateDeploymentStrategy); both capped at 100. No duration: one step to 100 at once.
 */
export function growthSteps(plan: GrowthPlan, firstStep: AppConfigBehaviour['firstStep']): GrowthStep[] {
  if (plan.durationMs === 0) return [{ afterMs: 0, percentage: 100 }];
  const percentages = growthPercentages(plan);
  return percentages.map((percentage, index) => ({
    afterMs: Math.round(stepTime(plan, { index, count: percentages.length, firstStep })),
    percentage,
  }));
}

// 100 / 33.333… is not exactly 3 in floating point; a remainder this small is not a step of its own.
const EPSILON = 1e-9;

function growthPercentages({ type, factor }: GrowthPlan): number[] {
  const percentages: number[] = [];
  for (let step = 1; ; step += 1) {
    const percentage = type === 'LINEAR' ? factor * step : factor * 2 ** (step - 1);
    percentages.push(percentage >= 100 - EPSILON ? 100 : percentage);
    if (percentage >= 100 - EPSILON) return percentages;
  }
}

function stepTime(
  { type, factor, durationMs }: GrowthPlan,
  { index, count, firstStep }: { index: number; count: number; firstStep: AppConfigBehaviour['firstStep'] },
): number {
  if (firstStep === 'spread') return (durationMs * (index + 1)) / (count + 1);
  const stepMs = type === 'LINEAR' ? (durationMs * factor) / 100 : durationMs / count;
  return Math.min(durationMs, stepMs * (firstStep === 'at-start' ? index : index + 1));
}
