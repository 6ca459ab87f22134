import {
  type AppConfigDataClient,
  GetLatestConfigurationCommand,
  ResourceNotFoundException,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import type { DeployedDocuments, DeployedKey } from './deployed-documents.ts';

/** Reads through AppConfig's data plane, with a session of its own each time: what is asked for is the present. */
export class AppConfigDeployedDocuments implements DeployedDocuments {
  readonly #client: AppConfigDataClient;

  constructor(client: AppConfigDataClient) {
    this.#client = client;
  }

  async read(key: DeployedKey): Promise<string | undefined> {
    try {
      const session = await this.#client.send(
        new StartConfigurationSessionCommand({
          ApplicationIdentifier: key.applicationId,
          EnvironmentIdentifier: key.environmentId,
          ConfigurationProfileIdentifier: key.configurationProfileId,
        }),
      );
      const latest = await this.#client.send(
        new GetLatestConfigurationCommand({ ConfigurationToken: session.InitialConfigurationToken }),
      );
      return latest.Configuration && new TextDecoder().decode(latest.Configuration);
    } catch (error) {
      // A profile that has never been deployed to the environment.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}
