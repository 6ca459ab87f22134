import { isDeepStrictEqual } from 'node:util';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Clock } from '../clock.ts';
import { KEEP_TAG } from '../contract.ts';
import type { Assess, Assessment } from '../guard/assessment.ts';
import { isSameMotion, type Motion, motionOf } from '../guard/motion.ts';
import { causeToAct } from './cause.ts';
import type { EnvironmentDeployments } from './environment-deployments.ts';
import type { EnvironmentTags } from './environment-tags.ts';
import type { FlagVersions } from './flag-versions.ts';
import { type HeededAlarm, heededAlarms } from './heeded-alarms.ts';
import { isKill, type KillDeployment, rollbackOf } from './kill-deployment.ts';
import type { Remedies } from './remedies.ts';
import type { CloudWatchSender } from './senders.ts';
import type { WatchSettings } from './settings.ts';
import type { Silence } from './silence.ts';
import type { FlagDeployment, Standing } from './standing.ts';
import { failure, lostRace, type WatchResult } from './watch-result.ts';

export interface LookDependencies {
  readonly cloudWatch: CloudWatchSender;
  readonly assess: Assess;
  readonly settings: WatchSettings;
  readonly clock: Clock;
  readonly tags: EnvironmentTags;
  readonly silence: Silence;
  readonly deployments: EnvironmentDeployments;
  readonly versions: FlagVersions;
  readonly kills: KillDeployment;
  readonly remedies: Remedies;
}

/** What a look came to, and what it rests on. */
export interface LookOutcome {
  readonly result: WatchResult;
  /** Absent when nothing was watched. */
  readonly assessment?: Assessment;
  /** What went wrong beside it, for people; the look went on. */
  readonly troubles?: readonly string[];
}

/** A rollout that completed not long ago. */
interface Watched {
  readonly standing: Standing;
  readonly deployment: FlagDeployment;
  readonly document: FlagDocument;
  readonly motion: Motion;
  readonly ageMs: number;
}

/** Nobody waits for the verdict but the next look. */
const ASSESS_MS = 10_000;

/** One look of the watch. It knows nothing but what AppConfig and CloudWatch say: it may be repeated, or made twice at once. */
export class WatchLook {
  readonly #deps: LookDependencies;

  constructor(deps: LookDependencies) {
    this.#deps = deps;
  }

  /** Rejects with the SDK's errors, and when the deployed document cannot be read. */
  async take(): Promise<LookOutcome> {
    const { deployments, silence } = this.#deps;
    const standing = await deployments.standing();
    const stillSilent = await silence
      .end(standing)
      .catch((error: unknown) => [
        `monitors that a kill silenced could not be looked up or heeded again: ${String(error)}; enable the actions of the alarms that tags of the environment name`,
      ]);
    const outcome = await this.#stands(standing);
    return { ...outcome, troubles: [...(stillSilent ?? []), ...(outcome.troubles ?? [])] };
  }

  async #stands(standing: Standing): Promise<LookOutcome> {
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
    if (await this.#isKept([deployment])) return { result: kept(deployment) };
    return this.#judge({ standing, deployment, document, motion, ageMs });
  }

  async #judge(watched: Watched): Promise<LookOutcome> {
    const { assess, settings, clock } = this.#deps;
    const { deployment, motion } = watched;
    const [assessment, alarms] = await Promise.all([
      assess({ ...settings.place, deadlineMs: clock.now() + ASSESS_MS }),
      this.#alarms(),
    ]);
    if (isOfAnother(assessment, motion)) return { result: lostRace(deployment.number), assessment };
    const { alpha } = settings.guard;
    const cause = causeToAct({ assessment, alarms: alarms.heeded, alpha, nowMs: clock.now() });
    const { troubles } = alarms;
    if (cause === undefined) return { ...nothing(calmReason(assessment), deployment), assessment, troubles };
    const remedy = () => this.#deps.remedies.apply({ ...watched, cause });
    return { result: await this.#act(watched.standing, [deployment], remedy), assessment, troubles };
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
    if (rollbackOf(deployment)?.TriggeredBy === 'USER') return { result: kept(newest) };
    const { version } = newest;
    const { Description: description = '' } = deployment;
    const remedy = () => this.#deps.kills.deploy({ standing, version, description });
    const result = await this.#act(standing, [newest, before], remedy);
    return { result, assessment: { kind: 'nothing-in-motion' } };
  }

  /** Looks once more before the hand moves: whatever an operator did meanwhile comes first. */
  async #act(
    standing: Standing,
    looked: readonly [FlagDeployment, ...FlagDeployment[]],
    remedy: () => Promise<WatchResult>,
  ): Promise<WatchResult> {
    const [deployment] = looked;
    try {
      if (!isDeepStrictEqual(await this.#deps.deployments.standing(), standing)) {
        return lostRace(deployment.number);
      }
      return (await this.#isKept(looked)) ? kept(deployment) : await remedy();
    } catch (error) {
      const isLocked = error instanceof Error && error.name === 'ConflictException';
      return isLocked ? lostRace(deployment.number) : failure(error, deployment.number);
    }
  }

  async #isKept(deployments: readonly FlagDeployment[]): Promise<boolean> {
    const { tags } = this.#deps;
    for (const { number } of deployments) {
      const { [KEEP_TAG]: word = 'false' } = await tags.ofDeployment(number);
      if (word !== 'false') return true;
    }
    return false;
  }

  async #alarms(): Promise<{ heeded: readonly HeededAlarm[]; troubles: readonly string[] }> {
    const { cloudWatch, settings } = this.#deps;
    return heededAlarms(cloudWatch, settings.alarms).then(
      (heeded) => ({ heeded, troubles: [] }),
      (error: unknown) => ({ heeded: [], troubles: [`the alarms could not be read: ${String(error)}`] }),
    );
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

function calmReason(assessment: Assessment): string {
  if (assessment.kind !== 'blind') return 'the guard finds no cause';
  return `the guard is blind, ${assessment.reason}: ${assessment.detail}`;
}

function nothing(reason: string, deployment?: FlagDeployment): LookOutcome {
  return { result: { action: 'none', reason, ...(deployment && { deploymentNumber: deployment.number }) } };
}

function kept({ number }: FlagDeployment): WatchResult {
  const reason = `an operator said so: the tag ${KEEP_TAG} on the deployment, or by stopping the watch's kill; what is served is left alone`;
  return { action: 'kept', reason, deploymentNumber: number };
}
