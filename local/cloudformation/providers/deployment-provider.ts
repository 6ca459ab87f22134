import type { Deployment, StartDeploymentRequest } from '@aws-sdk/client-appconfig';
import type { ResourceModel, ResourceProvider } from '../resource-provider.ts';
import type { AppConfigServices } from './appconfig-providers.ts';

/** Between two looks at a deployment that CloudFormation waits for. */
const LOOK_MS = 5_000;

const IN_PROGRESS: readonly (string | undefined)[] = ['VALIDATING', 'DEPLOYING', 'BAKING', 'ROLLING_BACK'];

/**
 * A deployment of AppConfig as a resource: it has been created when it is complete, and could not be when it was rolled
 * back, unless starting it is enough; deleting it stops it while it is in progress, and changes nothing afterwards. AWS
 * documents neither (`local/BEHAVIOUR.md`, F24).
 */
export function deploymentProvider({
  appConfig,
  pass,
  deploymentIsCreatedWhen = 'complete',
}: AppConfigServices): ResourceProvider {
  return {
    create: async ({ properties }) => {
      // The cast: the properties of this type are the members of the operation's input.
      const input = properties as unknown as StartDeploymentRequest;
      const { DeploymentNumber } = await appConfig.startDeployment(input);
      const { ApplicationId, EnvironmentId } = input;
      const look = (): Deployment =>
        appConfig.getDeployment({ ApplicationId, EnvironmentId, DeploymentNumber });
      const isAwaited = deploymentIsCreatedWhen === 'complete';
      while (isAwaited && IN_PROGRESS.includes(look().State)) await pass(LOOK_MS);
      const { State, EventLog } = look();
      if (isAwaited && State !== 'COMPLETE') {
        throw new Error(`deployment ${DeploymentNumber} ended as ${State}: ${EventLog?.[0]?.Description}`);
      }
      return { DeploymentNumber: String(DeploymentNumber), State };
    },
    update: () => Promise.reject(new Error('a deployment cannot be changed in place')),
    delete: async (model) => {
      const input = deploymentOf(model);
      if (IN_PROGRESS.includes(appConfig.getDeployment(input).State)) await appConfig.stopDeployment(input);
    },
  };
}

function deploymentOf({ ApplicationId, EnvironmentId, DeploymentNumber }: ResourceModel) {
  return {
    ApplicationId: String(ApplicationId),
    EnvironmentId: String(EnvironmentId),
    DeploymentNumber: Number(DeploymentNumber),
  };
}
