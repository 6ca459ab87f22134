import type { ModelFailureKind } from '../inference/failure-kind.ts';
import type { FlagDecision } from './flag-decision.ts';

/** What a caller can say of an answer. A missing or negative member, or one that is no number, was not measured. */
export interface Measures {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  /** US dollars. */
  readonly costUsd?: number | undefined;
  /** The answer cannot be used: it counts as failed. */
  readonly malformed?: boolean | undefined;
}

/** One call of the model by the caller's code. */
export type Tried<Result> = {
  /** Until the call's promise was settled. */
  readonly latencyMs: number;
  readonly measures: Measures;
} & (
  | { readonly kind: undefined | 'malformed'; readonly result: Result }
  | { readonly kind: ModelFailureKind; readonly thrown: unknown }
);

/** All that happened while one request was served. */
export interface Observation {
  /** What the call was made with; at least one. */
  readonly decisions: readonly FlagDecision[];
  readonly first: Tried<unknown>;
  /** The call with the control value, where the candidate's failed. */
  readonly second: Tried<unknown> | undefined;
}
