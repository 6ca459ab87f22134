import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Standing } from '../../lambda/watch/standing.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { describedBy, operatorIn } from './authorship.ts';
import { replaceFile, requireUnedited } from './kept-file.ts';
import type { OpenStage } from './open-stage.ts';
import type { PreparedChange } from './prepare-change.ts';
import { isConflict, wasDone } from './was-done.ts';

/** A change that AppConfig is carrying out. */
export interface StartedChange {
  /** Number of the hosted version. */
  readonly version: number;
  /** Number of the deployment. */
  readonly deployment: number;
}

/** A version that is stored and not deployed. */
export interface StoredChange {
  readonly version: number;
  /** Of the version, and of the deployment to come. */
  readonly description: string;
}

/** What a change is made with. */
export interface Application extends Pick<CommandContext, 'io' | 'aftermath'> {
  readonly open: OpenStage;
  /** Id of the deployment strategy. */
  readonly strategyId: string;
}

/**
 * Stores the version and starts its deployment, each under the lock of what was there when the change was prepared: a
 * version or a deployment of somebody else's makes AppConfig refuse. A revert of somebody else's moves no lock, and is looked
 * for. Rejects with `concurrent-change` and with the SDK's errors; the aftermath then says how far it came.
 */
export async function applyChange(
  prepared: PreparedChange,
  { io, aftermath, open, strategyId }: Application,
): Promise<StartedChange> {
  const { standing, file } = prepared;
  await requireStanding(standing, { aftermath, open });
  if (file !== undefined) await requireUnedited(file, aftermath);
  const { version, description } = await storeChange(prepared, { io, aftermath, open });
  aftermath.checkpoint(io.interrupted);
  const deployment = standing.latestNumber + 1;
  await startDeployment({ strategyId, version, description, deployment }, { aftermath, open });
  aftermath.becomes(
    `deployment ${deployment} of version ${version} goes on in AppConfig, look with \`model-rollout watch\`, end it with \`model-rollout stop\``,
  );
  if (file !== undefined) await replaceFile(file, aftermath);
  return { version, deployment };
}

/** Rejects with `concurrent-change` when the environment stands otherwise than it did. */
export async function requireStanding(
  standing: Standing,
  { aftermath, open }: Pick<Application, 'aftermath' | 'open'>,
): Promise<void> {
  if (isDeepStrictEqual(await open.deployments.standing(), standing)) return;
  const message = `somebody else has deployed or taken back something meanwhile; ${aftermath.text}; see \`model-rollout status\` and \`model-rollout history\`, then run the command again`;
  throw new CliError('concurrent-change', message, { exitCode: EXIT.refused });
}

/** The first half: stores the version under its lock. */
export async function storeChange(
  { change, text, latestVersion: latestNumber }: PreparedChange,
  { io, aftermath, open }: Omit<Application, 'strategyId'>,
): Promise<StoredChange> {
  const description = describedBy({ verb: change.verb, by: operatorIn(io.env), summary: change.summary });
  aftermath.checkpoint(io.interrupted);
  const before = aftermath.text;
  aftermath.becomes('it is not known whether a version was stored, but nothing was deployed');
  const label = `${change.verb}-${latestNumber + 1}-${randomBytes(3).toString('hex')}`;
  const { versions } = open;
  const next = { text, label, description };
  const version = await versions.store({ ...next, latestNumber }).catch(async (error) => {
    const isOurs = await wasDone(error, async () => (await versions.labelOf(latestNumber + 1)) === label);
    if (isOurs) return latestNumber + 1;
    if (isOurs === false) {
      // Where the newest version was deleted, no number that can be read is the lock: nobody knows which one AppConfig
      // takes. What is deployed is locked by itself.
      if (isConflict(error) && (await versions.latestNumber()) === latestNumber) return versions.store(next);
      aftermath.becomes(before);
    }
    throw error;
  });
  aftermath.becomes(`version ${version} is stored, but not deployed; what is served is unchanged`);
  return { version, description };
}

interface Start {
  readonly strategyId: string;
  readonly version: number;
  readonly description: string;
  readonly deployment: number;
}

async function startDeployment(
  { deployment, version, ...how }: Start,
  { open, aftermath }: Pick<Application, 'aftermath' | 'open'>,
): Promise<void> {
  const order = { ...how, version: String(version), latestNumber: deployment - 1 };
  await open.deployments.start(order).catch(async (error: unknown) => {
    const isOurs = await wasDone(error, () => isOfVersion(open, deployment, version));
    if (isOurs) return;
    if (isOurs === undefined)
      aftermath.becomes(
        `version ${version} is stored, and it is not known whether deployment ${deployment} was started`,
      );
    throw error;
  });
}

/** Whether a deployment is of this version of the flag document. Rejects with the SDK's errors. */
export async function isOfVersion(open: OpenStage, number: number, version: number): Promise<boolean> {
  const { ConfigurationProfileId, ConfigurationVersion } = await open.deployments.get(number);
  // Other documents have versions of the same numbers.
  return ConfigurationProfileId === open.stage.place.profileId && ConfigurationVersion === String(version);
}
