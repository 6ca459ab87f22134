import type { Guard, Guardrail } from '../core/guard/guard.ts';
import { type Plan, plan } from '../core/guard/plan.ts';
import { type ExpectedEffect, type ExpectedTraffic, guardrailAgainst } from './expected-traffic.ts';
import type { RolloutConfig } from './stage-config.ts';

/** An effect that a rollout would be over before its guard has noticed. */
export interface LateDetection {
  readonly metric: string;
  readonly effect: ExpectedEffect;
  /** From the start of the rollout until the guard notices, on average. */
  readonly minutes: number;
}

/**
 * The expected effects that the guard does not notice within deployment and bake. Requests of one user are taken for
 * independent of each other; where they are not, it takes longer.
 */
export function lateDetections(
  guard: Guard,
  expected: ExpectedTraffic,
  rollout: RolloutConfig,
): readonly LateDetection[] {
  return Object.entries(expected.effects)
    .flatMap(([metric, effect]) => {
      // `expectedProblems` refuses an effect that no guardrail is against.
      const guardrail = guardrailAgainst(guard, metric, effect.ratio);
      if (guardrail === undefined) return [];
      const { minutes } = planAtFullExposure(guardrail, effect, { ...expected, alpha: guard.alpha });
      const needed = Math.max(minutes, minutesUntilEnough(guard, expected, effect));
      return { metric, effect, minutes: minutesOfRollout(needed, rollout) };
    })
    .filter(({ minutes }) => minutes > rollout.durationMinutes + rollout.bakeMinutes);
}

/**
 * How long a rollout has run when its users have seen the new document for so many minutes, all of them taken together.
 * Users who do not see it reach no gate and are not compared. The first step is taken to begin one step after the start,
 * the later of the two readings of AppConfig's documentation.
 */
export function minutesOfRollout(atFullExposure: number, rollout: RolloutConfig): number {
  const { growthPercent, durationMinutes } = rollout;
  const stepMinutes = (durationMinutes * growthPercent) / 100;
  let gathered = 0;
  for (
    let begin = 0, share = 0;
    begin < durationMinutes;
    begin += stepMinutes, share += growthPercent / 100
  ) {
    const gain = share * Math.min(stepMinutes, durationMinutes - begin);
    if (gathered + gain >= atFullExposure) return begin + (atFullExposure - gathered) / share;
    gathered += gain;
  }
  return durationMinutes + atFullExposure - gathered;
}

/** Before both arms have so many exposures the guard says nothing. */
function minutesUntilEnough(
  { minimumExposures }: Guard,
  { requestsPerMinute, gatePercentage }: ExpectedTraffic,
  { measuredShare = 1 }: ExpectedEffect,
): number {
  const smallerArm = Math.min(gatePercentage, 100 - gatePercentage) / 100;
  return minimumExposures / (requestsPerMinute * measuredShare * smallerArm);
}

function planAtFullExposure(
  { direction, tolerance, weight }: Guardrail,
  { baseRate, ratio, measuredShare = 1 }: ExpectedEffect,
  { alpha, requestsPerMinute, gatePercentage }: ExpectedTraffic & Pick<Guard, 'alpha'>,
): Plan {
  return plan({
    direction,
    effect: ratio,
    baseRate,
    tolerance,
    share: gatePercentage / 100,
    requestsPerMinute: requestsPerMinute * measuredShare,
    alpha,
    weight,
  });
}
