import type { GuardData } from '../../core/guard/guard-data.ts';
import type { Verdict } from '../../core/guard/judge.ts';
import type { Place } from './place.ts';
import type { Rollout } from './rollout.ts';

/** Why a look ended without a verdict. */
export type BlindReason =
  /** CloudWatch or AppConfig did not answer in time, or with an error, after retries. */
  | 'unreachable'
  /** CloudWatch gave only a part of what was asked for. */
  | 'partial'
  /** The roles' shares are not those of the document. */
  | 'sample-ratio'
  /** Gates of the document have different shares: the roles are no fair samples of the same users. */
  | 'unequal-gates'
  /** Candidates of several flags are served at the same time. */
  | 'several-flags'
  /** A fault of our own code. */
  | 'internal';

/** What one look came to. */
export type Assessment =
  | {
      readonly kind: 'judged';
      readonly verdict: Verdict;
      readonly rollout: Rollout;
      /** What the verdict rests on. */
      readonly data: GuardData;
    }
  /** Nothing is compared: the document has no gate. */
  | { readonly kind: 'nothing-in-motion' }
  | { readonly kind: 'blind'; readonly reason: BlindReason; readonly detail: string };

/** Which rollout is looked at. */
export interface Look extends Place {
  /** Epoch milliseconds after which nobody waits for the answer. */
  readonly deadlineMs: number;
}

/** Judges the rollout that is under way in an environment, or the one completed last. Never rejects. */
export type Assess = (look: Look) => Promise<Assessment>;
