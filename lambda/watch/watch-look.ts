import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Clock } from '../clock.ts';
import type { Assess, Assessment } from '../guard/assessment.ts';
import { isSameMotion, type Motion, motionOf } from '../guard/motion.ts';
import { causeToAct } from './cause.ts';
import type { EnvironmentDeployments } from './environment-deployments.ts';
import type { FlagVersions } from './flag-versions.ts';
import type { Hand } from './hand.ts';
import { tryHeededAlarms } from './heeded-alarms.ts';
import { isKill } from './kill-deployment.ts';
import { ASSESS_MS, calmReason, kept, type LookOutcome, nothing } from './look-outcome.ts';
import type { Remedies } from './remedies.ts';
import type { CloudWatchSender } from './senders.ts';
import type { WatchSettings } from './settings.ts';
import type { FlagDeployment, Standing } from './standing.ts';
import { lostRace } from './watch-result.ts';

export interface LookDependencies {
  readonly cloudWatch: CloudWatchSender;
  readonly assess: Assess;
  readonly settings: WatchSettings;
  readonly clock: Clock;
  readonly deployments: EnvironmentDeployments;
  readonly versions: FlagVersions;
  readonly remedies: Remedies;
  readonly hand: Hand;
}

/** A rollout that completed not long ago. */
interface Watched {
  readonly standing: Standing;
  readonly deployment: FlagDeployment;
  readonly document: FlagDocument;
  readonly motion: Motion;
  readonly ageMs: number;
}

/** One look of the watch. It knows nothing but what AppConfig and CloudWatch say: it may be repeated, or made twice at once. */
export class WatchLook {
  readonly #deps: LookDependencies;

  constructor(deps: LookDependencies) {
    this.#deps = deps;
  }

  /** Rejects with the SDK's errors, and when the deployed document cannot be read. */
  async take(standing: Standing): Promise<LookOutcome> {
    const { newest } = standing;
    switch (newest?.state) {
      case undefined:
        return nothing('no flag document has been deployed');
      case 'COMPLETE':
        return this.#completed(standing, newest);
      case 'ROLLED_BACK':
        return this.#takenBack(standing, newest);
      case 'REVERTED':
        return nothing('the newest deployment was reverted', newest);
      default:
        return nothing('a deployment is in progress, and AppConfig asks the guard itself', newest);
    }
  }

  async #completed(standing: Standing, deployment: FlagDeployment): Promise<LookOutcome> {
    const ageMs = this.#ageOf(deployment);
    if (ageMs > this.#deps.settings.watchMs) {
      return nothing('what is served is older than it is watched', deployment);
    }
    const document = await this.#deps.versions.document(deployment.version);
    const motion = motionOf(document);
    if (motion === undefined) return nothing('nothing is compared', deployment);
    if (await this.#deps.hand.isKept([deployment])) return { result: kept(deployment) };
    return this.#judge({ standing, deployment, document, motion, ageMs });
  }

  async #judge(watched: Watched): Promise<LookOutcome> {
    const { assess, settings, clock, cloudWatch, hand } = this.#deps;
    const { deployment, motion } = watched;
    const [assessment, alarms] = await Promise.all([
      assess({ ...settings.place, deadlineMs: clock.now() + ASSESS_MS }),
      tryHeededAlarms(cloudWatch, settings.alarms),
    ]);
    if (isOfAnother(assessment, motion)) return { result: lostRace(deployment.number), assessment };
    const { alpha } = settings.guard;
    const cause = causeToAct({ assessment, alarms: alarms.heeded, alpha, nowMs: clock.now() });
    const { troubles } = alarms;
    if (cause === undefined) return { ...nothing(calmReason(assessment), deployment), assessment, troubles };
    const remedy = () => this.#deps.remedies.apply({ ...watched, cause });
    return { result: await hand.act(watched.standing, [deployment], remedy), assessment, troubles };
  }

  /** A kill of the watch that a machine took back is still owed; otherwise what is served again is watched again. */
  async #takenBack(standing: Standing, newest: FlagDeployment): Promise<LookOutcome> {
    const { before, isBeforeServed } = standing;
    const deployment = await this.#deps.deployments.get(newest.number);
    if (before === undefined) return nothing('the newest deployment was rolled back', newest);
    if (!isKill(deployment)) {
      if (isBeforeServed) return this.#completed(standing, before);
      return nothing('the newest deployment was rolled back after one that was reverted', newest);
    }
    if (this.#ageOf(before) > this.#deps.settings.watchMs) {
      return nothing('what is served is older than it is watched', before);
    }
    return this.#deps.hand.repeat({ standing, newest, before, deployment });
  }

  #ageOf({ completedAtMs = 0 }: FlagDeployment): number {
    return this.#deps.clock.now() - completedAtMs;
  }
}

/** Whether the guard judged something else than was looked at: somebody has deployed meanwhile. */
function isOfAnother(assessment: Assessment, motion: Motion): boolean {
  if (assessment.kind === 'blind') return false;
  return assessment.kind === 'nothing-in-motion' || !isSameMotion(assessment.rollout, motion);
}
