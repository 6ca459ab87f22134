import type { IConstruct } from 'constructs';
import { refusal, warn } from './synth-check.ts';

const NO_BAKE =
  'bakeTime is 0, so a rollout is complete with its last step, and no alarm takes it back after that';

/**
 * Refuses a rollout without a bake in production, and warns of it elsewhere.
 *
 * @throws in production.
 */
export function reportNoBake(scope: IConstruct, isProduction: boolean): void {
  if (isProduction) {
    throw refusal(scope, 'no-bake-in-production', `${NO_BAKE}: use 1 to 1440 minutes`);
  }
  warn(scope, 'no-bake', `${NO_BAKE}: use 1 to 1440 minutes, or acknowledge this`);
}
