import {
  type Deployment,
  type DeploymentSummary,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  StartDeploymentCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { type ListDeployments, newestDeployments } from '../guard/newest-deployments.ts';
import type { Place } from '../guard/place.ts';
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

/**
 * Finds the KMS key that deployments are encrypted with, as id, alias or ARN; `undefined` = AWS's own. It is that of the
 * profile: AppConfig takes it for new versions by itself, and for what is deployed only if it is told.
 */
export type FindKey = () => Promise<string | undefined>;

/** The deployments of one environment. Every method rejects with the SDK's errors. */
export class EnvironmentDeployments {
  readonly #client: AppConfigSender;
  readonly #place: Place;
  readonly #findKey: FindKey;
  readonly #environment: { readonly ApplicationId: string; readonly EnvironmentId: string };

  /** @param findKey asked before each start; none = AWS's own key. */
  constructor(client: AppConfigSender, place: Place, findKey: FindKey = async () => undefined) {
    const { applicationId, environmentId } = place;
    this.#client = client;
    this.#place = place;
    this.#findKey = findKey;
    this.#environment = { ApplicationId: applicationId, EnvironmentId: environmentId };
  }

  /** Reads the list no further than to what a revert would serve again. */
  async standing(): Promise<Standing> {
    const { profileId } = this.#place;
    const list: ListDeployments = (input) => this.#client.send(new ListDeploymentsCommand(input));
    const read: DeploymentSummary[] = [];
    for await (const deployment of newestDeployments(list, this.#place)) {
      read.push(deployment);
      if (standingOf(read, profileId).before !== undefined) break;
    }
    return standingOf(read, profileId);
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
    const KmsKeyIdentifier = await this.#findKey();
    await this.#client.send(
      new StartDeploymentCommand({
        ...this.#environment,
        ConfigurationProfileId: this.#place.profileId,
        ConfigurationVersion: version,
        DeploymentStrategyId: strategyId,
        Description: description,
        LatestDeploymentNumber: latestNumber,
        ...(KmsKeyIdentifier && { KmsKeyIdentifier }),
      }),
    );
  }
}
