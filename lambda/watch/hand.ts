import { isDeepStrictEqual } from 'node:util';
import type { Deployment } from '@aws-sdk/client-appconfig';
import { KEEP_TAG } from '../contract.ts';
import type { EnvironmentDeployments } from './environment-deployments.ts';
import type { EnvironmentTags } from './environment-tags.ts';
import { type KillDeployment, rollbackOf } from './kill-deployment.ts';
import { kept, type LookOutcome } from './look-outcome.ts';
import type { FlagDeployment, Standing } from './standing.ts';
import { failure, lostRace, type WatchResult } from './watch-result.ts';

export interface HandDependencies {
  readonly tags: EnvironmentTags;
  readonly deployments: EnvironmentDeployments;
  readonly kills: KillDeployment;
}

/** A kill of the watch that was rolled back, and what is served again because of it. */
export interface OwedKill {
  readonly standing: Standing;
  readonly newest: FlagDeployment;
  readonly before: FlagDeployment;
  /** The newest one, as AppConfig describes it. */
  readonly deployment: Deployment;
}

/** What moves when there is cause: only if nothing has changed since it was judged, and nobody said otherwise. */
export class Hand {
  readonly #deps: HandDependencies;

  constructor(deps: HandDependencies) {
    this.#deps = deps;
  }

  /** Looks once more before it moves: whatever an operator did meanwhile comes first. Never rejects. */
  async act(
    standing: Standing,
    looked: readonly [FlagDeployment, ...FlagDeployment[]],
    remedy: () => Promise<WatchResult>,
  ): Promise<WatchResult> {
    const [deployment] = looked;
    try {
      if (!isDeepStrictEqual(await this.#deps.deployments.standing(), standing)) {
        return lostRace(deployment.number);
      }
      return (await this.isKept(looked)) ? kept(deployment) : await remedy();
    } catch (error) {
      const isLocked = error instanceof Error && error.name === 'ConflictException';
      return isLocked ? lostRace(deployment.number) : failure(error, deployment.number);
    }
  }

  /** Whether an operator has tagged one of the deployments to be left alone. Rejects with the SDK's errors. */
  async isKept(deployments: readonly FlagDeployment[]): Promise<boolean> {
    for (const { number } of deployments) {
      const { [KEEP_TAG]: word = 'false' } = await this.#deps.tags.ofDeployment(number);
      if (word !== 'false') return true;
    }
    return false;
  }

  /** Starts a kill again that a machine took back; a person's word is final. */
  async repeat({ standing, newest, before, deployment }: OwedKill): Promise<LookOutcome> {
    if (rollbackOf(deployment)?.TriggeredBy === 'USER') return { result: kept(newest) };
    const { version } = newest;
    const { Description: description = '' } = deployment;
    const remedy = () => this.#deps.kills.deploy({ standing, version, description });
    const result = await this.act(standing, [newest, before], remedy);
    return { result, assessment: { kind: 'nothing-in-motion' } };
  }
}
