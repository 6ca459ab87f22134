import { Duration } from 'aws-cdk-lib';
import { DeploymentStrategy, RolloutStrategy } from 'aws-cdk-lib/aws-appconfig';
import type { Construct } from 'constructs';
import { type NumberLimits, requireNumber } from '../require-number.ts';

/** Whole minutes of a rollout's growth; AppConfig counts up to a day. */
export const ROLLOUT_MINUTES: NumberLimits = { min: 1, max: 1440, integer: true };

/** Whole minutes of a rollout's bake. */
export const BAKE_MINUTES: NumberLimits = { ...ROLLOUT_MINUTES, min: 0 };

export interface LinearStrategyProps {
  readonly strategyName: string;
  readonly growthPercent: number;
  readonly rolloutDuration: Duration;
  readonly bakeTime: Duration;
}

/**
 * The strategy an operator rolls a candidate out with: the same share of users more in every step.
 * AppConfig counts in whole minutes, and the L2 construct checks no range.
 *
 * @throws naming the prop that lies outside AppConfig's range.
 */
export function createLinearStrategy(
  scope: Construct,
  id: string,
  props: LinearStrategyProps,
): DeploymentStrategy {
  const { growthPercent, rolloutDuration, bakeTime } = props;
  requireNumber('growthPercent', growthPercent, { min: 1, max: 100 });
  requireMinutes('rolloutDuration', rolloutDuration, ROLLOUT_MINUTES);
  requireMinutes('bakeTime', bakeTime, BAKE_MINUTES);
  return new DeploymentStrategy(scope, id, {
    deploymentStrategyName: props.strategyName,
    description: 'Rollout of a candidate',
    rolloutStrategy: RolloutStrategy.linear({
      growthFactor: growthPercent,
      deploymentDuration: rolloutDuration,
      finalBakeTime: bakeTime,
    }),
  });
}

/**
 * The strategy of the first version and of kills: no growth and no bake. Alarms created a moment ago are still
 * `INSUFFICIENT_DATA`, and the alarm a kill answers is in `ALARM`: either can roll a deployment back while it runs, and
 * AppConfig's predefined all-at-once strategy bakes for ten minutes.
 */
export function createAtOnceStrategy(scope: Construct, id: string, strategyName: string): DeploymentStrategy {
  return new DeploymentStrategy(scope, id, {
    deploymentStrategyName: strategyName,
    description: 'First version and kills: everybody at once',
    rolloutStrategy: RolloutStrategy.linear({
      growthFactor: 100,
      deploymentDuration: Duration.minutes(0),
      finalBakeTime: Duration.minutes(0),
    }),
  });
}

function requireMinutes(prop: string, value: Duration, limits: NumberLimits): void {
  requireNumber(`${prop} in minutes`, value.toMinutes({ integral: false }), limits);
}
