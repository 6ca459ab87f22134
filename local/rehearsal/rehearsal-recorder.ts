import type { WatchResult } from '../../lambda/watch/watch-result.ts';
import { MINUTE_MS } from '../clock.ts';
import type { MinuteView, RehearsalObserver, RolloutResult, RolloutView, StageView } from './observer.ts';
import type { Rollback } from './rehearsed-stage.ts';

/** A rollout as it was watched. */
export interface RecordedRollout {
  readonly view: RolloutView;
  readonly minutes: MinuteView[];
  /** When the deployment was over, and why it was taken back if it was. */
  decided?: { readonly atMs: number; readonly rollback: Rollback | undefined };
  /** What the watch did after that. */
  removed?: { readonly atMs: number; readonly removal: WatchResult };
  result?: RolloutResult;
}

/** Change of an alarm's state. */
export interface RecordedAlarm {
  readonly atMs: number;
  readonly name: string;
  readonly to: string;
}

/** Keeps what a report shows of a rehearsal. */
export class RehearsalRecorder implements RehearsalObserver {
  readonly rollouts: RecordedRollout[] = [];
  readonly alarms: RecordedAlarm[] = [];
  /** `undefined` until the rehearsal has begun. */
  stage: StageView | undefined;

  began(stage: StageView): void {
    this.stage = stage;
  }

  rolloutBegan(view: RolloutView): void {
    this.rollouts.push({ view, minutes: [] });
  }

  minutePassed(view: MinuteView): void {
    this.#rollout?.minutes.push(view);
  }

  alarmChanged(minute: number, name: string, to: string): void {
    if (this.#rollout) this.alarms.push({ atMs: this.#at(minute), name, to });
  }

  rolloutDecided(minute: number, rollback: Rollback | undefined): void {
    if (this.#rollout) this.#rollout.decided = { atMs: this.#at(minute), rollback };
  }

  candidateRemoved(minute: number, removal: WatchResult): void {
    if (this.#rollout) this.#rollout.removed = { atMs: this.#at(minute), removal };
  }

  rolloutEnded(result: RolloutResult): void {
    if (this.#rollout) this.#rollout.result = result;
  }

  get #rollout(): RecordedRollout | undefined {
    return this.rollouts.at(-1);
  }

  /** Minutes count from the rollout's start. */
  #at(minute: number): number {
    return (this.#rollout?.view.startMs ?? 0) + minute * MINUTE_MS;
  }
}
