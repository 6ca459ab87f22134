import type { DeploymentSummary, ListDeploymentsRequest } from '@aws-sdk/client-appconfig';
import { MINUTE_MS } from '../clock.ts';
import { RolloutError } from '../rollout-error.ts';
import { isSameMotion, type Motion } from './motion.ts';
import { type Compared, MotionReader, type VersionReader } from './motion-reader.ts';
import { type ListDeployments, newestDeployments } from './newest-deployments.ts';
import type { Place } from './place.ts';
import type { Rollout } from './rollout.ts';
import { type Before, type ChainLink, rolloutOf } from './rollout-chain.ts';

/** Tells what is being rolled out. */
export interface RolloutHistory {
  /**
   * `undefined` when what is served of the profile compares nothing, or when its newest deployment is rolling back or
   * was reverted. Rejects when that cannot be told.
   */
  current(place: Place, signal: AbortSignal): Promise<Rollout | undefined>;
}

/** What is read of AppConfig. */
export interface DeploymentReader extends VersionReader {
  listDeployments(input: ListDeploymentsRequest, signal: AbortSignal): ReturnType<ListDeployments>;
}

/** Deployments of one candidate that are followed back; the evidence of a longer rollout begins with the oldest of them. */
export const MAX_CHAIN = 20;

/**
 * Reads the history of deployments. Calls of a look: one list, and one for each version that this instance has not seen,
 * at most {@link MAX_CHAIN} + 1.
 */
export class AppConfigRolloutHistory implements RolloutHistory {
  readonly #reader: DeploymentReader;
  readonly #motions: MotionReader;

  constructor(reader: DeploymentReader) {
    this.#reader = reader;
    this.#motions = new MotionReader(reader);
  }

  async current(place: Place, signal: AbortSignal): Promise<Rollout | undefined> {
    const deployments = this.#deployments(place, signal);
    const { newest, takenBack } = await servedNow(deployments);
    if (newest === undefined) return undefined;
    const compares = ({ ConfigurationVersion: version = '' }: DeploymentSummary) =>
      this.#motions.read({ ...place, version }, signal);
    const motion = await compares(newest);
    if (motion === 'unknown') throw unreadable(newest);
    if (motion === 'nothing') return undefined;
    const link = linkOf(newest, motion);
    // What a step taken back has left behind is judged by itself: who was compared with whom changed with it.
    if (takenBack !== undefined) return rolloutOf([link], { compared: 'nothing', takenBack });
    return followBack(link, deployments, compares);
  }

  /** Newest first; only those of the profile that have begun to serve. */
  async *#deployments(place: Place, signal: AbortSignal): AsyncGenerator<DeploymentSummary, undefined> {
    const list: ListDeployments = (input) => this.#reader.listDeployments(input, signal);
    for await (const deployment of newestDeployments(list, place)) {
      const isOurs = deployment.ConfigurationProfileId === place.profileId;
      if (isOurs && deployment.State !== 'VALIDATING') yield deployment;
    }
  }
}

/**
 * The deployment whose document is served, and when the last newer one was rolled back. None while one is rolling back,
 * or after one was reverted: AppConfig does not say until when that was served.
 */
async function servedNow(
  newestFirst: AsyncIterator<DeploymentSummary>,
): Promise<{ readonly newest?: DeploymentSummary; readonly takenBack?: number }> {
  let takenBack: number | undefined;
  for (;;) {
    const { value: newest, done } = await newestFirst.next();
    if (done) return {};
    if (!isTakenBack(newest)) return { newest, ...(takenBack !== undefined && { takenBack }) };
    const endMs = endOf(newest);
    if (newest.State === 'ROLLING_BACK' || endMs === 'unknown') return {};
    takenBack = Math.max(takenBack ?? 0, endMs);
  }
}

/** Adds older deployments while they try out the same candidates and none between them was taken back. */
async function followBack(
  newest: ChainLink,
  older: AsyncIterable<DeploymentSummary>,
  compares: (deployment: DeploymentSummary) => Promise<Compared>,
): Promise<Rollout> {
  const chain: [ChainLink, ...ChainLink[]] = [newest];
  let takenBack: Before['takenBack'];
  for await (const deployment of older) {
    if (isTakenBack(deployment)) {
      takenBack ??= endOf(deployment);
      continue;
    }
    const compared = await compares(deployment);
    if (typeof compared === 'string' || !isContinuedBy(compared, newest.motion)) {
      return rolloutOf(chain, { compared: compared === 'nothing' ? 'nothing' : 'other', takenBack });
    }
    if (takenBack !== undefined || chain.length === MAX_CHAIN) {
      return rolloutOf(chain, { compared: { share: compared.share }, takenBack });
    }
    chain.unshift(linkOf(deployment, compared));
  }
  return rolloutOf(chain, { compared: 'nothing', takenBack });
}

/**
 * Gates with different shares compare different mixtures of users, so evidence cannot begin with them; nor can it go on
 * when other users reach the gates, since while the new document grows the roles have different parts of them.
 */
function isContinuedBy(older: Motion, newest: Motion): boolean {
  return older.share !== undefined && older.audience === newest.audience && isSameMotion(older, newest);
}

function unreadable({ DeploymentNumber }: DeploymentSummary): RolloutError {
  const message = `the document of deployment ${DeploymentNumber} cannot be read; deploy one that the validator accepts`;
  return new RolloutError('deployed-version-unreadable', message, { fault: 'user' });
}

function isTakenBack({ State }: DeploymentSummary): boolean {
  return State === 'ROLLING_BACK' || State === 'ROLLED_BACK' || State === 'REVERTED';
}

/** A reverted deployment says when it was complete, not when it was reverted. */
function endOf({ State, CompletedAt }: DeploymentSummary): number | 'unknown' {
  return (State === 'ROLLED_BACK' && CompletedAt?.getTime()) || 'unknown';
}

function linkOf(deployment: DeploymentSummary, motion: Motion): ChainLink {
  return {
    startedAtMs: deployment.StartedAt?.getTime() ?? 0,
    growthMs: (deployment.DeploymentDurationInMinutes ?? 0) * MINUTE_MS,
    motion,
  };
}
