import type { Deployment } from '@aws-sdk/client-appconfig';
import { KillDeployment } from '../../lambda/watch/kill-deployment.ts';
import type { Standing } from '../../lambda/watch/standing.ts';
import { isOfVersion, type StoredChange } from '../appconfig/apply-change.ts';
import { wasDone } from '../appconfig/was-done.ts';
import { awaitEnd } from '../rollout/await-end.ts';
import type { RolloutContext } from '../rollout/rollout-context.ts';
import type { MonitorsSilence } from './monitors-silence.ts';

/** A stored version that kills, and how it is deployed. */
export interface StoredKill extends StoredChange {
  /** In which it may be deployed. */
  readonly standing: Standing;
  /** Id of the strategy that changes everything at once. */
  readonly strategyId: string;
}

/**
 * Deploys a kill past the monitors that fire, and waits until that is over. Rejects with the SDK's errors and with
 * `interrupted`; the aftermath then says how far it came. What is still in progress then has its
 * monitors silenced on.
 */
export async function deployKill(
  stored: StoredKill,
  silence: MonitorsSilence,
  context: RolloutContext,
): Promise<Deployment> {
  const { io, aftermath } = context;
  const number = stored.standing.latestNumber + 1;
  aftermath.checkpoint(io.interrupted);
  await start(stored, silence, context);
  aftermath.becomes(
    `deployment ${number}, which kills the value, goes on in AppConfig by itself; the same command sees whether it took effect, and that monitors are heeded again`,
  );
  return awaitEnd(number, context);
}

async function start(
  { standing, version, description, strategyId }: StoredKill,
  silence: MonitorsSilence,
  { open, io, aftermath }: RolloutContext,
): Promise<void> {
  const { deployments } = open;
  const kills = new KillDeployment({ deployments, silence, strategyId, pause: io.pause });
  try {
    await kills.deploy({ standing, version: String(version), description });
  } catch (error) {
    const number = standing.latestNumber + 1;
    const isOurs = await wasDone(error, () => isOfVersion(open, number, version));
    if (isOurs) return;
    if (isOurs === undefined)
      aftermath.becomes(
        `version ${version}, which kills the value, is stored, and it is not known whether deployment ${number} of it was started; the same command completes the kill`,
      );
    throw error;
  }
}
