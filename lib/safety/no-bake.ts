import type { CfnDeploymentStrategy } from 'aws-cdk-lib/aws-appconfig';
import { rendered } from './rendered.ts';
import type { Finding } from './synth-check.ts';

const NO_BAKE =
  'bakeTime is 0, so a rollout is complete with its last step, and no alarm takes it back after that: use 1 to 1440 minutes';

/**
 * Refuses a bake of so many minutes in production.
 *
 * @throws when there is none.
 */
export function requireBake(minutes: number | undefined): void {
  if (minutes === 0) throw new Error(NO_BAKE);
}

/** Refuses a rollout without a bake in production, and warns of it elsewhere. */
export function noBakeFindings(strategy: CfnDeploymentStrategy, isProduction: boolean): readonly Finding[] {
  if (rendered(strategy).FinalBakeTimeInMinutes !== 0) return [];
  return isProduction
    ? [{ check: 'no-bake-in-production', message: NO_BAKE }]
    : [{ check: 'no-bake', message: `${NO_BAKE}, or acknowledge this` }];
}
