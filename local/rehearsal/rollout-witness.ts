import type { WatchResult } from '../../lambda/watch/watch-result.ts';
import { MINUTE_MS } from '../clock.ts';
import type { Ledger } from './ledger.ts';
import type { DeploymentStatus, RehearsedStage, Rollback } from './rehearsed-stage.ts';
import type { GuardReport, RolloutReport } from './report.ts';
import type { RehearsedRollout } from './scenario.ts';

/** What a report takes from the rest of the rehearsal. */
export interface Surroundings {
  /** When traffic began: minute 0 of the report. */
  readonly beginMs: number;
  readonly ledger: Ledger;
}

/** Follows one rollout and tells how it went. */
export class RolloutWitness {
  readonly startMs: number;
  readonly #stage: RehearsedStage;
  #endMs: number;
  #peakPercentage = 0;
  #rollback: Rollback | undefined;
  #removal: (WatchResult & { readonly atMs: number }) | undefined;
  #firstAlarmMs: number | undefined;

  constructor(stage: RehearsedStage, startMs: number) {
    this.#stage = stage;
    this.startMs = startMs;
    this.#endMs = startMs;
  }

  /** Why the deployment was taken back, if it was. */
  get rollback(): Rollback | undefined {
    return this.#rollback;
  }

  /** What the watch did about it after it was complete. */
  sawRemoval(removal: WatchResult, atMs: number): void {
    this.#removal = { ...removal, atMs };
  }

  saw({ percentage, rollback }: DeploymentStatus, atMs: number): void {
    this.#endMs = atMs;
    this.#peakPercentage = Math.max(this.#peakPercentage, percentage);
    this.#rollback = rollback;
  }

  alarmChanged(alarm: string, to: string, atMs: number): void {
    if (to === 'ALARM' && !this.#stage.isGuardAlarm(alarm)) this.#firstAlarmMs ??= atMs;
  }

  report(spec: RehearsedRollout, { beginMs, ledger }: Surroundings): RolloutReport {
    const minute = (atMs: number): number => Math.round((atMs - beginMs) / MINUTE_MS);
    const fault = spec.fault ?? spec.outage;
    const faultMs = fault && this.startMs + fault.afterMinutes * MINUTE_MS;
    return {
      candidate: spec.candidate.model,
      outcome: this.#rollback ? 'rolled_back' : 'completed',
      ...(this.#rollback && { rolledBackBy: this.#rollback.by, why: this.#rollback.description }),
      startedAtMinute: minute(this.startMs),
      ...(faultMs !== undefined && { faultAtMinute: minute(faultMs) }),
      endedAtMinute: minute(this.#endMs),
      ...(this.#rollback && { detectionMinutes: minute(this.#endMs) - minute(faultMs ?? this.startMs) }),
      candidateRequests: ledger.role('candidate').requests,
      controlRequests: ledger.role('control').requests,
      ...meanScores(ledger),
      peakPercentage: this.#peakPercentage,
      ...(this.#removal && {
        removal: {
          action: this.#removal.action,
          atMinute: minute(this.#removal.atMs),
          why: this.#removal.reason,
        },
      }),
      ...this.#noticed(),
    };
  }

  /** What alarms and guard saw of it, and which of the two saw it first. */
  #noticed(): Pick<RolloutReport, 'noticedFirst' | 'alarmAtMinute' | 'guard'> {
    const guard = this.#guardReport();
    const since = (atMs: number | undefined) =>
      atMs === undefined ? undefined : Math.round((atMs - this.startMs) / MINUTE_MS);
    const alarmAtMinute = since(this.#firstAlarmMs);
    const noticedFirst = first(guard?.noticedAtMinute, alarmAtMinute);
    return {
      ...(noticedFirst && { noticedFirst }),
      ...(alarmAtMinute !== undefined && { alarmAtMinute }),
      ...(guard && { guard }),
    };
  }

  #guardReport(): GuardReport | undefined {
    const { guard } = this.#stage;
    if (!guard) return undefined;
    const threshold = 1 / guard.alpha;
    const minutes = this.#stage.evidence(this.startMs);
    const noticed = minutes.find(({ combined }) => combined >= threshold);
    return { threshold, ...(noticed && { noticedAtMinute: noticed.minute }), minutes };
  }
}

function meanScores(ledger: Ledger): Pick<RolloutReport, 'meanScores'> {
  const [candidate, control] = [ledger.meanScore('candidate'), ledger.meanScore('control')];
  return candidate === undefined || control === undefined ? {} : { meanScores: { candidate, control } };
}

/** In the same minute AppConfig looks at its alarms before it asks the guard. */
function first(guard: number | undefined, alarm: number | undefined): RolloutReport['noticedFirst'] {
  if (guard === undefined && alarm === undefined) return undefined;
  return (guard ?? Number.POSITIVE_INFINITY) < (alarm ?? Number.POSITIVE_INFINITY) ? 'guard' : 'alarm';
}
