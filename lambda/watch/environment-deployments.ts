import {
  type Deployment,
  type DeploymentSummary,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  type ListDeploymentsCommandOutput,
  StartDeploymentCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import type { Place } from '../guard/rollout-history.ts';
import type { AppConfigSender } from './senders.ts';
import { type Standing, standingOf } from './standing.ts';

/** What is deployed at once to everybody. */
export interface AtOnce {
  readonly version: string;
  readonly strategyId: string;
  readonly description: string;
  /** Number of the environment's newest deployment as it was judged; AppConfig refuses when there is a newer one. */
  readonly latestNumber: number;
}

/** Pages that are looked through for the two newest completed deployments of the flag document. */
const MAX_PAGES = 4;
/** The most that AppConfig gives. */
const PAGE_SIZE = 50;

/** The deployments of one environment. Every method rejects with the SDK's errors. */
export class EnvironmentDeployments {
  readonly #client: AppConfigSender;
  readonly #profileId: string;
  readonly #environment: { readonly ApplicationId: string; readonly EnvironmentId: string };

  constructor(client: AppConfigSender, { applicationId, environmentId, profileId }: Place) {
    this.#client = client;
    this.#profileId = profileId;
    this.#environment = { ApplicationId: applicationId, EnvironmentId: environmentId };
  }

  async standing(): Promise<Standing> {
    const items: DeploymentSummary[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const list = new ListDeploymentsCommand({ ...this.#environment, MaxResults: PAGE_SIZE, NextToken });
      const answer: ListDeploymentsCommandOutput = await this.#client.send(list);
      items.push(...(answer.Items ?? []));
      NextToken = answer.NextToken;
      const { before } = standingOf(items, this.#profileId);
      if (before !== undefined || NextToken === undefined) break;
    }
    return standingOf(items, this.#profileId);
  }

  get(number: number): Promise<Deployment> {
    return this.#client.send(new GetDeploymentCommand({ ...this.#environment, DeploymentNumber: number }));
  }

  /** Takes a completed deployment back; monitors have no say in it. */
  async revert(number: number): Promise<void> {
    await this.#client.send(
      new StopDeploymentCommand({ ...this.#environment, DeploymentNumber: number, AllowRevert: true }),
    );
  }

  /** Rejects with `ConflictException` when the environment has a newer deployment, or one in progress. */
  async start({ version, strategyId, description, latestNumber }: AtOnce): Promise<void> {
    await this.#client.send(
      new StartDeploymentCommand({
        ...this.#environment,
        ConfigurationProfileId: this.#profileId,
        ConfigurationVersion: version,
        DeploymentStrategyId: strategyId,
        Description: description,
        LatestDeploymentNumber: latestNumber,
      }),
    );
  }
}
