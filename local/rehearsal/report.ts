import type { Role } from '../../core/evaluation/decision.ts';
import type { WatchAction } from '../../lambda/watch/watch-result.ts';
import type { EvidenceMinute } from './evidence.ts';
import type { RequestCounts } from './ledger.ts';

/** How one rollout went. Minutes are of virtual time since the rehearsal began. */
export interface RolloutReport {
  readonly candidate: string;
  readonly outcome: 'completed' | 'rolled_back';
  /** Name of the alarm, `guard`, or what else AppConfig's event log says. */
  readonly rolledBackBy?: string;
  /** What AppConfig's event log says of the rollback. */
  readonly why?: string;
  readonly startedAtMinute: number;
  /** When the scripted fault or outage set in; absent where none is scripted. */
  readonly faultAtMinute?: number;
  readonly endedAtMinute: number;
  /** From the fault, or the start where none is scripted, to the rollback. */
  readonly detectionMinutes?: number;
  /** Requests decided as candidate, from the start until the next rollout or the end. */
  readonly candidateRequests: number;
  readonly controlRequests: number;
  /** Mean judge scores, 1 to 10, of both roles' answers; absent where nobody judges. */
  readonly meanScores?: Readonly<Record<Role, number>>;
  /** Highest percentage of users that saw the new document. */
  readonly peakPercentage: number;
  /** What the watch did after the deployment was complete; absent where it did nothing. */
  readonly removal?: {
    readonly action: WatchAction;
    readonly atMinute: number;
    /** In its words. */
    readonly why: string;
  };
  /** Which of the two saw first that the candidate is worse; absent where neither did. */
  readonly noticedFirst?: 'guard' | 'alarm';
  /** When the first alarm that is not the guard's own fired; minutes since the rollout's start. */
  readonly alarmAtMinute?: number;
  /** Absent where the stage has none. */
  readonly guard?: GuardReport;
}

/** What the guard said of a rollout. */
export interface GuardReport {
  /** Evidence at which it takes a candidate back. */
  readonly threshold: number;
  /** When the evidence had grown to that; minutes since the rollout's start. */
  readonly noticedAtMinute?: number;
  /** One entry for each minute in which it looked. */
  readonly minutes: readonly EvidenceMinute[];
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
