import { EnvironmentDeployments } from '../../lambda/watch/environment-deployments.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { CommandContext } from '../command.ts';
import type { StageOptions } from '../definitions/shared-options.ts';
import { HostedVersions } from './hosted-versions.ts';
import { profileKey } from './profile-key.ts';
import { findStage, type Stage } from './stage.ts';

/** A stage that was found, and what it is read and changed with. */
export interface OpenStage {
  readonly stage: Stage;
  readonly clients: AwsClients;
  readonly deployments: EnvironmentDeployments;
  /** Of the flag document. */
  readonly versions: HostedVersions;
}

/** Connects and finds the stage that the options name. Rejects like `findStage`. */
export async function openStage(
  { env, app, region, profile }: StageOptions,
  { io }: Pick<CommandContext, 'io'>,
): Promise<OpenStage> {
  const clients = await io.connect({ region, profile });
  const stage = await findStage(clients.appConfig, { env, app });
  return {
    stage,
    clients,
    deployments: new EnvironmentDeployments(clients.appConfig, stage.place, () =>
      profileKey(clients.appConfig, stage.place),
    ),
    versions: new HostedVersions(clients.appConfig, stage.place),
  };
}
