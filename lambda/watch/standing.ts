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
}

/** Reads a standing off deployments of an environment, newest first. */
export function standingOf(newestFirst: readonly DeploymentSummary[], profileId: string): Standing {
  const [latest] = newestFirst;
  const [newest, ...older] = newestFirst
    .filter(({ ConfigurationProfileId }) => ConfigurationProfileId === profileId)
    .map(flagDeployment);
  const before = older.find(({ state }) => state === 'COMPLETE');
  return {
    latestNumber: latest?.DeploymentNumber ?? 0,
    isInProgress: latest !== undefined && isInProgress(latest.State),
    ...(newest && { newest }),
    ...(before && { before }),
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
