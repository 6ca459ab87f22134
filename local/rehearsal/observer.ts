import type { Guard } from '../../core/guard/guard.ts';
import type { WatchResult } from '../../lambda/watch/watch-result.ts';
import type { ArmSums } from './arm-sums.ts';
import type { RoleCounts } from './ledger.ts';
import type { Rollback } from './rehearsed-stage.ts';
import type { RolloutReport } from './report.ts';
import type { Scenario } from './scenario.ts';

/** One role over the last closed minute, as CloudWatch has it. */
export interface RoleMinute {
  readonly requests: number;
  /** 0…1; `undefined` without requests. */
  readonly errorRate: number | undefined;
  /** Milliseconds. */
  readonly p99Ms: number | undefined;
}

/** A minute of a rollout. */
export interface MinuteView {
  /** Since the deployment's start. */
  readonly minute: number;
  /** AppConfig's deployment state. */
  readonly state: string;
  /** Per cent of users who see the new document. */
  readonly percentage: number;
  readonly candidate: RoleMinute;
  readonly control: RoleMinute;
  /** The guard's, of all guardrails together; `undefined` where it has said nothing. */
  readonly evidence: number | undefined;
}

/** What the rehearsed stage is like. */
export interface StageView {
  /** Values of the metric dimensions `Service` and `Environment`. */
  readonly service: string;
  readonly environment: string;
  readonly growthPercent: number;
  readonly stepMinutes: number;
  readonly durationMinutes: number;
  readonly bakeMinutes: number;
  readonly pollSeconds: number;
  readonly alarms: readonly string[];
  readonly guard: Guard | undefined;
  /** What each flag of the deployed document serves before anything is rolled out, as text. */
  readonly served: readonly { readonly flag: string; readonly value: string }[];
}

/** A rollout that begins. */
export interface RolloutView {
  /** From 1. */
  readonly number: number;
  /** Of the deployment, epoch milliseconds of virtual time. */
  readonly startMs: number;
  /** Values of the flag. */
  readonly control: string;
  readonly candidate: string;
  /** Per cent of the users who see the new document that are candidates. */
  readonly percentage: number;
}

/** One side of a rollout that has ended. */
export interface RoleResult extends Readonly<Pick<RoleCounts, 'requests' | 'errors' | 'fallbacks'>> {
  /** Value of the flag. */
  readonly model: string;
  /** Mean score of its answers, 1 to 10, where they are judged. */
  readonly meanScore: number | undefined;
  /** What it is compared by. */
  readonly sums: ArmSums;
}

/** A rollout that has ended. */
export interface RolloutResult {
  readonly report: RolloutReport;
  readonly candidate: RoleResult;
  readonly control: RoleResult;
}

/** Told of a rehearsal as it happens. */
export interface RehearsalObserver {
  began(stage: StageView, scenario: Scenario): void;
  rolloutBegan(rollout: RolloutView): void;
  minutePassed(view: MinuteView): void;
  /** `minute`: since the deployment's start. */
  alarmChanged(minute: number, alarm: string, to: string): void;
  /** The deployment is over, `minute` minutes after its start: complete, or taken back. */
  rolloutDecided(minute: number, rollback: Rollback | undefined): void;
  /** The watch took the candidate of a complete deployment back. */
  candidateRemoved(minute: number, removal: WatchResult): void;
  /** Nobody is served by the document any more that was taken back. */
  rolloutEnded(result: RolloutResult): void;
}
