import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { GetDeploymentCommand } from '@aws-sdk/client-appconfig';
import { isLost } from '../aws/aws-failure.ts';
import type { CommandContext } from '../command.ts';
import { mayHaveBeenDone } from './hosted-versions.ts';
import type { OpenStage } from './open-stage.ts';
import type { PreparedChange } from './prepare-change.ts';

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
 * version or a deployment of somebody else's makes AppConfig refuse. Rejects with the SDK's errors; the aftermath then says
 * how far it came.
 */
export async function applyChange(
  prepared: PreparedChange,
  { io, aftermath, open, strategyId }: Application,
): Promise<StartedChange> {
  const { standing, file } = prepared;
  const { version, description } = await storeChange(prepared, { io, aftermath, open });
  aftermath.checkpoint(io.interrupted);
  const deployment = standing.latestNumber + 1;
  await startDeployment({ open, strategyId, version, description, deployment }).catch((error) => {
    if (isLost(error))
      aftermath.becomes(
        `version ${version} is stored, and it is not known whether deployment ${deployment} was started`,
      );
    throw error;
  });
  aftermath.becomes(
    `deployment ${deployment} of version ${version} goes on in AppConfig, look with \`model-rollout watch\`, end it with \`model-rollout stop\``,
  );
  if (file !== undefined) await replaceFile(file.path, file.text);
  return { version, deployment };
}

/** The first half: stores the version under its lock. */
export async function storeChange(
  { change, text, latestVersion: latestNumber }: PreparedChange,
  { io, aftermath, open }: Omit<Application, 'strategyId'>,
): Promise<StoredChange> {
  const description = descriptionOf(change.verb, change.summary, io.env);
  aftermath.checkpoint(io.interrupted);
  const before = aftermath.text;
  aftermath.becomes('it is not known whether a version was stored, but nothing was deployed');
  const label = `${change.verb}-${latestNumber + 1}-${randomBytes(3).toString('hex')}`;
  const version = await open.versions.store({ text, label, description, latestNumber }).catch((error) => {
    if (!isLost(error)) aftermath.becomes(before);
    throw error;
  });
  aftermath.becomes(`version ${version} is stored, but not deployed; what is served is unchanged`);
  return { version, description };
}

interface Start {
  readonly open: OpenStage;
  readonly strategyId: string;
  readonly version: number;
  readonly description: string;
  readonly deployment: number;
}

/** A lost answer, or the refusal of a second attempt after one, is no failure when the deployment turns out to be ours. */
async function startDeployment({ open, deployment, version, ...how }: Start): Promise<void> {
  try {
    await open.deployments.start({ ...how, version: String(version), latestNumber: deployment - 1 });
  } catch (error) {
    if (mayHaveBeenDone(error) && (await isOfVersion(open, deployment, version))) return;
    throw error;
  }
}

/** Whether a deployment is of this version of the flag document; `false` when it cannot be read. */
export async function isOfVersion(
  { stage, clients }: OpenStage,
  number: number,
  version: number,
): Promise<boolean> {
  const { applicationId: ApplicationId, environmentId: EnvironmentId } = stage.place;
  return clients.appConfig
    .send(new GetDeploymentCommand({ ApplicationId, EnvironmentId, DeploymentNumber: number }))
    .then(
      ({ ConfigurationVersion }) => ConfigurationVersion === String(version),
      () => false,
    );
}

/** The most that AppConfig takes. */
const DESCRIPTION_CHARACTERS = 1024;

/** Who wants what, in the ASCII that AppConfig takes; `MODEL_ROLLOUT_OPERATOR` goes before the login name. */
function descriptionOf(verb: string, summary: string, env: CommandContext['io']['env']): string {
  const who = env.MODEL_ROLLOUT_OPERATOR || env.USER || env.USERNAME || 'somebody';
  const text = `model-rollout ${verb} by ${who}: ${summary}`;
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, DESCRIPTION_CHARACTERS);
}

/** Whole or not at all. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, text);
  await rename(beside, path);
}
