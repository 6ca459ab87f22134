import type { RequestCounts } from './ledger.ts';

/** How one rollout went. Minutes are of virtual time since the rehearsal began. */
export interface RolloutReport {
  readonly candidate: string;
  readonly outcome: 'completed' | 'rolled_back';
  /** Name of the alarm, or what else AppConfig's event log says. */
  readonly rolledBackBy?: string;
  readonly startedAtMinute: number;
  /** When the scripted fault or outage set in; absent where none is scripted. */
  readonly faultAtMinute?: number;
  readonly endedAtMinute: number;
  /** From the fault, or the start where none is scripted, to the rollback. */
  readonly detectionMinutes?: number;
  /** Requests decided as candidate, from the start until the next rollout or the end. */
  readonly candidateRequests: number;
  readonly controlRequests: number;
  /** Highest percentage of users that saw the new document. */
  readonly peakPercentage: number;
}

/** What `npm start -- --json` prints. The same seed gives the same report but for `wallSeconds`. */
export interface RehearsalReport {
  readonly scenario: string;
  readonly seed: number;
  readonly simulatedMinutes: number;
  readonly wallSeconds: number;
  readonly requests: Readonly<RequestCounts>;
  readonly rollouts: readonly RolloutReport[];
}
