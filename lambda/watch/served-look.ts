import type { Assessment } from '../guard/assessment.ts';
import { causeToAct } from './cause.ts';
import { tryHeededAlarms } from './heeded-alarms.ts';
import { isKill } from './kill-deployment.ts';
import { ASSESS_MS, calmReason, kept, type LookOutcome, nothing } from './look-outcome.ts';
import { type FlagDeployment, isInProgress, type Standing } from './standing.ts';
import type { LookDependencies } from './watch-look.ts';
import type { WatchResult } from './watch-result.ts';

/** There is cause to act, and what for. */
interface Condemnation {
  readonly standing: Standing;
  readonly deployment: FlagDeployment;
  readonly assessment: Assessment;
  readonly cause: string;
}

/**
 * One look of the watch at what somebody else than AppConfig serves. Nothing can be reverted there; the candidate is
 * killed in the stage's flag document, which whoever serves has to heed.
 */
export class ServedLook {
  readonly #deps: LookDependencies;

  constructor(deps: LookDependencies) {
    this.#deps = deps;
  }

  /** Rejects with the SDK's errors, and when the deployed document cannot be read. */
  async take(standing: Standing): Promise<LookOutcome> {
    const { newest, before } = standing;
    if (newest === undefined)
      return nothing('no flag document has been deployed, so nothing could be killed');
    if (newest.state === 'COMPLETE') return this.#judge(standing, newest);
    if (isInProgress(newest.state))
      return nothing('a deployment of the flag document is in progress', newest);
    if (before === undefined)
      return nothing('the newest deployment was taken back, and none is before', newest);
    const deployment = await this.#deps.deployments.get(newest.number);
    if (newest.state === 'REVERTED' || !isKill(deployment)) return this.#judge(standing, before);
    return this.#deps.hand.repeat({ standing, newest, before, deployment });
  }

  async #judge(standing: Standing, deployment: FlagDeployment): Promise<LookOutcome> {
    const { assess, settings, clock, hand, cloudWatch } = this.#deps;
    if (await hand.isKept([deployment])) return { result: kept(deployment) };
    const [assessment, alarms] = await Promise.all([
      assess({ ...settings.place, deadlineMs: clock.now() + ASSESS_MS }),
      tryHeededAlarms(cloudWatch, settings.alarms),
    ]);
    if (assessment.kind === 'nothing-in-motion') return nothing(NOBODY, deployment);
    const { alpha } = settings.guard;
    const { heeded, troubles } = alarms;
    const cause = causeToAct({ assessment, alarms: heeded, alpha, nowMs: clock.now() });
    if (cause === undefined) return { ...nothing(calmReason(assessment), deployment), assessment, troubles };
    const remedy = () => this.#kill({ standing, deployment, assessment, cause });
    return { result: await hand.act(standing, [deployment], remedy), assessment, troubles };
  }

  async #kill({ standing, deployment, assessment, cause }: Condemnation): Promise<WatchResult> {
    const unknown = (why: string): WatchResult => ({
      action: 'failed',
      reason: `${cause}; ${why}; the candidate is still served, take it away where it is served, or kill it by hand as the runbook says`,
      deploymentNumber: deployment.number,
    });
    if (assessment.kind !== 'judged')
      return unknown(`what it is about cannot be told: ${calmReason(assessment)}`);
    const { rollout: motion } = assessment;
    if (motion.candidates.length === 0) {
      return unknown(
        `no value that the flag document lists as allowed of ${motion.flag} is served to candidates`,
      );
    }
    const document = await this.#deps.versions.document(deployment.version);
    return this.#deps.remedies.kill({ standing, deployment, document, motion, cause });
  }
}

const NOBODY = 'nobody is served a candidate now, or one for longer than it is watched';
