import type { Deployment } from '@aws-sdk/client-appconfig';
import { isKilledIn } from '../../core/document/candidate-reach.ts';
import type { FlagDocument, FlagValue } from '../../core/document/flag-document.ts';
import { type Kill, killValue } from '../../core/document/kill-value.ts';
import type { Standing } from '../../lambda/watch/standing.ts';
import type { HostedVersion } from '../appconfig/hosted-versions.ts';
import { servedDeployment } from '../appconfig/prepare-change.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import type { RolloutContext } from '../rollout/rollout-context.ts';
import { typedValue } from '../typed-value.ts';

/** A kill as a person types it. */
export interface TypedKill {
  readonly flag: string;
  readonly value: string;
  readonly instead?: string;
}

/** A kill held against what is deployed. */
export interface KillReading {
  readonly kill: Kill;
  /** How the environment stood. */
  readonly standing: Standing;
  /** Number of the newest version there was. */
  readonly latestVersion: number;
  /** What is served, or is again once nothing is in progress. */
  readonly deployed: HostedVersion;
  /** The same with the kill; the same object where it is killed already. */
  readonly after: FlagDocument;
  /** What is in progress. */
  readonly running: Running | undefined;
}

/** A deployment in progress, of whatever profile. */
export interface Running {
  readonly deployment: Deployment;
  /** What it deploys; `undefined` when that is no flag document, or deleted. */
  readonly document: FlagDocument | undefined;
  /** `kills`: it is this kill, on its way to everybody at once. `spares`: nobody gets the value by it. `serves`: it may be. */
  readonly effect: 'kills' | 'spares' | 'serves';
}

/** Reads what a kill rests on, and refuses what cannot be killed. Rejects with the SDK's errors. Changes nothing. */
export async function readKill(typed: TypedKill, { open, aftermath }: RolloutContext): Promise<KillReading> {
  const standing = await open.deployments.standing();
  const [deployed, latestVersion] = await Promise.all([
    open.versions.read(servedDeployment(standing).version),
    open.versions.latestNumber(),
  ]);
  const kill = killIn(typed, deployed.document);
  const after = killValue(deployed.document, kill);
  if (!after.ok) {
    const problem = `${after.problems.join('; ')}${hintOf(kill, deployed.document)}; ${aftermath.text}`;
    throw new CliError('change-refused', problem, { exitCode: EXIT.refused });
  }
  const running = standing.isInProgress ? await readRunning(standing.latestNumber, kill, open) : undefined;
  return { kill, standing, latestVersion, deployed, after: after.value, running };
}

function killIn({ flag, value, instead }: TypedKill, document: FlagDocument): Kill {
  const typed = (text: string): FlagValue => typedValue(document, flag, text);
  return { flag, value: typed(value), ...(instead !== undefined && { instead: typed(instead) }) };
}

async function readRunning(
  number: number,
  kill: Kill,
  { deployments, versions, stage }: RolloutContext['open'],
): Promise<Running> {
  const deployment = await deployments.get(number);
  if (deployment.ConfigurationProfileId !== stage.place.profileId) {
    return { deployment, document: undefined, effect: 'spares' };
  }
  const document = await versions.documentOf(deployment.ConfigurationVersion ?? '');
  if (document === undefined || !isKilledIn(document, kill)) {
    return { deployment, document, effect: 'serves' };
  }
  return { deployment, document, effect: isAtOnce(deployment) ? 'kills' : 'spares' };
}

function isAtOnce({ DeploymentDurationInMinutes, FinalBakeTimeInMinutes }: Deployment): boolean {
  return DeploymentDurationInMinutes === 0 && FinalBakeTimeInMinutes === 0;
}

function hintOf({ flag, value, instead }: Kill, { flags }: FlagDocument): string {
  const isDefault = flags.some((one) => one.flag === flag && one.default === value);
  if (!isDefault || instead !== undefined) return '';
  return ', or name with --instead what becomes the default in the same version';
}
