import type { Deployment } from '@aws-sdk/client-appconfig';
import { deploymentDescription } from './deployment-description.ts';
import type { EnvironmentDeployments } from './environment-deployments.ts';
import type { Silence } from './silence.ts';
import { isInProgress, type Standing } from './standing.ts';
import type { WatchResult } from './watch-result.ts';

export interface KillDependencies {
  readonly deployments: EnvironmentDeployments;
  readonly silence: Pick<Silence, 'begin' | 'end'>;
  /** Id of the strategy that changes everything at once. */
  readonly strategyId: string;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** A stored version that kills, and the standing in which it may be deployed. */
export interface Kill {
  readonly standing: Standing;
  readonly version: string;
  readonly description: string;
}

/** How descriptions of the watch's deployments begin. */
const BY = 'model-rollout watch: ';

const POLL_MS = 2000;
/** Polls of a kill; what is not over then, the next look sees to. */
const POLLS = 10;

/** Deploys kills at once, past the monitors that fire. */
export class KillDeployment {
  readonly #deps: KillDependencies;

  constructor(deps: KillDependencies) {
    this.#deps = deps;
  }

  /** Rejects with `ConflictException` when somebody else has deployed since the standing was read. */
  async deploy({ standing, version, description }: Kill): Promise<WatchResult> {
    const { deployments, silence, strategyId } = this.#deps;
    const { latestNumber } = standing;
    const number = latestNumber + 1;
    // A kill that a monitor may take back is better than none.
    await silence.begin(number).catch(ignore);
    try {
      await deployments.start({ version, strategyId, description, latestNumber });
      return resultOf(await this.#settled(number), description);
    } finally {
      // What is left silenced is recorded, and the next look fails loudly if it cannot end it either.
      await deployments
        .standing()
        .then((now) => silence.end(now))
        .catch(ignore);
    }
  }

  /** The deployment once it is over, or as it is after the last poll. */
  async #settled(number: number): Promise<Deployment> {
    for (let polls = 1; ; polls += 1) {
      const deployment = await this.#deps.deployments.get(number);
      if (!isInProgress(deployment.State) || polls > POLLS) return deployment;
      await this.#deps.pause(POLL_MS);
    }
  }
}

/** Why and by whom. */
export function killDescription(why: string): string {
  return deploymentDescription(`${BY}${why}`);
}

/** Whether the watch started a deployment. */
export function isKill({ Description }: Deployment): boolean {
  return Description?.startsWith(BY) === true;
}

/** The event that a deployment was taken back by; `undefined` when it was not. */
export function rollbackOf({ EventLog = [] }: Deployment) {
  return EventLog.find(({ EventType }) => EventType === 'ROLLBACK_STARTED');
}

function resultOf(deployment: Deployment, description: string): WatchResult {
  const { State, DeploymentNumber: deploymentNumber = 0 } = deployment;
  if (State === 'COMPLETE' || (isInProgress(State) && State !== 'ROLLING_BACK')) {
    return { action: 'killed', reason: description, deploymentNumber };
  }
  const by = rollbackOf(deployment)?.Description ?? 'nobody says why';
  const reason = `${description}; the kill was taken back (${by}) and the candidate is served again; the next look tries again, or kill the value by hand as the runbook says`;
  return { action: 'failed', reason, deploymentNumber };
}

function ignore(): void {}
