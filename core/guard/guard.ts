import type { Direction } from './tilts.ts';

/** Metrics of a request that a guardrail may name; all are worse when they rise. */
export const REQUEST_METRICS = [
  'errors',
  'timeouts',
  'throttles',
  'malformed_responses',
  'over_latency_limit',
  'cost_share',
] as const;

/** Metrics of a request without an upper limit: only their means can be compared. */
export const MEAN_METRICS = ['latency_ms', 'input_tokens', 'output_tokens'] as const;

export type GuardMetric =
  | (typeof REQUEST_METRICS)[number]
  | (typeof MEAN_METRICS)[number]
  /** An outcome reported later, with values in [0, 1]; the name follows the colon. */
  | `outcome:${string}`;

/** How evidence is won: `exact` from the sum of values in [0, 1], `mean` from sums and sums of squares. */
export type Method = 'exact' | 'mean';

/** A quantity that may not get worse in the candidate. */
export interface Guardrail {
  readonly metric: GuardMetric;
  /** The way it gets worse. */
  readonly direction: Direction;
  /** Ratio of the candidate's mean to the control's that is put up with: ≥ 1 upwards, ≤ 1 and > 0 downwards. */
  readonly tolerance: number;
  /** Share of the promise, > 0; the weights of a guard add up to 1. */
  readonly weight: number;
  readonly method: Method;
}

/**
 * Whose independence the promise rests on: `users` measures how far requests of one user belong together, at the price
 * of metrics by group of users; `requests` takes each request for itself.
 */
export type Independence = 'users' | 'requests';

/** What is watched, and what is promised. */
export interface Guard {
  /** Probability that a candidate no worse than tolerated is rolled back during its whole rollout. */
  readonly alpha: number;
  readonly guardrails: readonly Guardrail[];
  /** Exposures that each arm needs before a guardrail counts. */
  readonly minimumExposures: number;
  readonly independence: Independence;
}

/** Fewest exposures of each arm for `mean` guardrails: their evidence is asymptotic. */
export const MIN_MEAN_EXPOSURES = 200;
