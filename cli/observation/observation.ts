import type { DeploymentState } from '@aws-sdk/client-appconfig';
import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { GuardMetric } from '../../core/guard/guard.ts';
import type { Verdict } from '../../core/guard/judge.ts';
import type { Direction } from '../../core/guard/tilts.ts';

/** How a stage stands at one moment. Every time is in epoch milliseconds. What does not apply is left out. */
export interface Observation {
  readonly nowMs: number;
  /** The version that everybody is served, or goes on being served, or goes back to; absent before the first one. */
  readonly served?: ServedVersion;
  /** The newest deployment of the flag document. */
  readonly deployment?: DeploymentObservation;
  /** What is compared by the document that is served to those whom the deployment has reached. */
  readonly motion?: MotionObservation;
  /** The monitors of the environment. */
  readonly alarms: readonly AlarmObservation[];
  /** Absent in a stage without a guard. */
  readonly guard?: GuardObservation;
  /** What could not be seen, a sentence each; the rest of the observation holds. */
  readonly troubles: readonly string[];
}

export interface ServedVersion {
  readonly version: string;
  readonly label?: string;
  /** When its deployment was complete; absent when another version was served since then, and reverted. */
  readonly sinceMs?: number;
}

export interface DeploymentObservation {
  readonly number: number;
  readonly version: string;
  readonly label?: string;
  readonly description?: string;
  readonly state: DeploymentState;
  /** Share of the users who see its document, 0…100. */
  readonly percentage: number;
  readonly startedAtMs: number;
  readonly completedAtMs?: number;
  /** When it will be complete, bake time included, unless it is taken back; while it grows or bakes. */
  readonly endsAtMs?: number;
  readonly strategyName?: string;
  /** Oldest first. */
  readonly eventLog: readonly EventObservation[];
}

/** One event of AppConfig's log, in AppConfig's words. */
export interface EventObservation {
  readonly atMs: number;
  readonly type: string;
  readonly triggeredBy: string;
  readonly description: string;
}

export interface MotionObservation {
  readonly flag: string;
  readonly candidates: readonly FlagValue[];
  /** Share of the compared units that are candidates, 0…1; absent when its gates have different ones. */
  readonly share?: number;
}

export interface AlarmObservation {
  readonly name: string;
  /** `MISSING`: there is no such alarm; AppConfig takes that for `INSUFFICIENT_DATA`. */
  readonly state: StateValue | 'MISSING';
  /** Whether its actions are enabled: AppConfig heeds no other alarm. */
  readonly isHeeded: boolean;
}

/** What the guard of the stage says at this moment. */
export type GuardObservation = UnjudgedObservation | JudgedObservation;

interface GuardTerms {
  /** False-alarm rate that it promises. */
  readonly alpha: number;
  /** Evidence at which it takes a candidate back: 1 ÷ alpha. */
  readonly threshold: number;
}

export interface UnjudgedObservation extends GuardTerms {
  readonly verdict: 'blind' | 'nothing-in-motion';
  /** Why it is blind. */
  readonly reason?: string;
}

export interface JudgedObservation extends GuardTerms {
  readonly verdict: Verdict['verdict'];
  /** Why the candidate is to be taken back; only with `roll_back`. */
  readonly reason?: string;
  /** Combined e-value; 1 = none, at most 1e9. */
  readonly evidence: number;
  /** From when on the rollout is judged. */
  readonly sinceMs: number;
  /** Requests with a role since then, in the minutes that are over. */
  readonly exposures: { readonly candidate: number; readonly control: number };
  readonly guardrails: readonly GuardrailObservation[];
}

export interface GuardrailObservation {
  readonly metric: GuardMetric;
  /** The way it gets worse. */
  readonly direction: Direction;
  readonly tolerance: number;
  readonly candidate: ArmObservation;
  readonly control: ArmObservation;
  /** Candidate ÷ control, compared minute by minute; absent while the control has none. */
  readonly ratio?: number;
  /** Holds the true ratio with probability 1 − alpha, however often one looks; `high` is `null` where nothing limits it. */
  readonly interval: { readonly low: number; readonly high: number | null };
  /** E-value that it is worse than tolerated; at most 1e9. */
  readonly evidence: number;
  /** E-value that it is not; every guardrail has to reach the threshold before the candidate is to be promoted. */
  readonly evidenceFor: number;
  /** Whether there are exposures and users enough for evidence against the candidate to count. */
  readonly isEnough: boolean;
}

export interface ArmObservation {
  /** Events, or the sum of values. */
  readonly sum: number;
  readonly exposures: number;
  /** `null` without exposures. */
  readonly mean: number | null;
}
