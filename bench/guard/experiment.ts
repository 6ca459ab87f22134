import type { UsersSpec } from './crowd.ts';
import type { TrafficSpec } from './traffic.ts';

/** Who looks at a rollout. */
export type Judge =
  /** The guard with `independence: 'users'`: tempered by both arms. */
  | 'users'
  /** The guard with `independence: 'requests'`. */
  | 'requests'
  /** The guard tempered by the control's groups alone. */
  | 'control only'
  /** The guard where a user counts once an hour, remembered perfectly. */
  | 'once'
  /** The same, remembered by each execution environment for itself. */
  | 'once by environment'
  | 'wald'
  | 'growthbook'
  | 'naive z'
  | 'alarm'
  /** The guard's test of the sample ratio. */
  | 'sample ratio'
  /** GrowthBook's chi-square test of the sample ratio. */
  | 'chi-square';

/** Rollouts of one kind. */
export interface Experiment {
  readonly traffic: TrafficSpec;
  /** Default: every request is independent of every other. */
  readonly users?: UsersSpec;
  /** Minutes after which to see whether all judges have spoken, ascending; the last one ends the rollout. */
  readonly blocks: readonly number[];
}

/** The promise that all judges make, each in its own sense. */
export const ALPHA = 0.05;
/** Exposures that each arm needs before a judge speaks. */
export const MINIMUM_EXPOSURES = 50;
