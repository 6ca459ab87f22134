import type { DeploymentState, DeploymentSummary } from '@aws-sdk/client-appconfig';

/** A deployment of the flag document. */
export interface FlagDeployment {
  readonly number: number;
  /** Of the hosted document, as AppConfig spells it. */
  readonly version: string;
  readonly state: DeploymentState;
  /** Epoch milliseconds; `undefined` while it is in progress. */
  readonly completedAtMs: number | undefined;
}

/** How an environment stands. Two that are equal mean that nobody has deployed or taken back anything between. */
export interface Standing {
  /** Number of the environment's newest deployment, of whatever profile; 0 = none. It is the lock of the next one. */
  readonly latestNumber: number;
  readonly isInProgress: boolean;
  /** The newest deployment of the flag document. */
  readonly newest?: FlagDeployment;
  /** The newest older one that is complete: what a revert would serve again. */
  readonly before?: FlagDeployment;
  /** Whether all that is newer than {@link before} was rolled back, so that it is served again. */
  readonly isBeforeServed: boolean;
}

/** Reads a standing off deployments of an environment, newest first. */
export function standingOf(newestFirst: readonly DeploymentSummary[], profileId: string): Standing {
  const [latest] = newestFirst;
  const [newest, ...older] = newestFirst
    .filter(({ ConfigurationProfileId }) => ConfigurationProfileId === profileId)
    .map(flagDeployment);
  const before = older.find(({ state }) => state === 'COMPLETE');
  const between = before ? older.slice(0, older.indexOf(before)) : [];
  return {
    latestNumber: latest?.DeploymentNumber ?? 0,
    isInProgress: latest !== undefined && isInProgress(latest.State),
    ...(newest && { newest }),
    ...(before && { before }),
    isBeforeServed: before !== undefined && [newest, ...between].every((one) => one?.state === 'ROLLED_BACK'),
  };
}

/** Whether a deployment keeps its environment from starting another. */
export function isInProgress(state: DeploymentState | undefined): boolean {
  return state === 'VALIDATING' || state === 'DEPLOYING' || state === 'BAKING' || state === 'ROLLING_BACK';
}

function flagDeployment(summary: DeploymentSummary): FlagDeployment {
  return {
    number: summary.DeploymentNumber ?? 0,
    version: summary.ConfigurationVersion ?? '',
    state: summary.State ?? 'VALIDATING',
    completedAtMs: summary.CompletedAt?.getTime(),
  };
}
