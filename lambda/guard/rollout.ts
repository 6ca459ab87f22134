import type { FlagValue } from '../../core/document/flag-document.ts';
import type { ShareRange } from '../../core/guard/guard-data.ts';

/** A stretch of a rollout during which the candidate's share of the gate's traffic was known. */
export interface ShareStretch {
  /** Epoch milliseconds; it lasts until the next one begins. */
  readonly fromMs: number;
  /** `undefined` while no single share can be given, as with several gates. */
  readonly share: ShareRange | undefined;
}

/** The rollout of one candidate across its deployments, as AppConfig's history tells it. */
export interface Rollout {
  /** The flag in motion. */
  readonly flag: string;
  /** What its candidates are served; several only in a split. */
  readonly candidates: readonly FlagValue[];
  /** What the control side is served: several where rules after the gate serve it, or where that changed on the way. */
  readonly controls: readonly FlagValue[];
  /** Start of the first deployment that had this candidate, without one that was taken back since; epoch milliseconds. */
  readonly sinceMs: number;
  /** Oldest first; at least one. */
  readonly shares: readonly ShareStretch[];
}
