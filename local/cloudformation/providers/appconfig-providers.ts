import type {
  CreateApplicationRequest,
  CreateConfigurationProfileRequest,
  CreateDeploymentStrategyRequest,
  CreateEnvironmentRequest,
  CreateExtensionAssociationRequest,
  CreateExtensionRequest,
  CreateHostedConfigurationVersionRequest,
} from '@aws-sdk/client-appconfig';
import type { AppConfig } from '../../appconfig/appconfig.ts';
import { given } from '../../appconfig/input.ts';
import type { ResourceModel, ResourceProviders } from '../resource-provider.ts';
import { deploymentProvider } from './deployment-provider.ts';

/** What the providers of AppConfig need. */
export interface AppConfigServices {
  readonly appConfig: AppConfig;
  /** Resolves when virtual time has gone on by so many milliseconds. */
  readonly pass: (durationMs: number) => Promise<void>;
  /** Whether a deployment has been created once it is complete, or as soon as it has started; default complete. */
  readonly deploymentIsCreatedWhen?: 'complete' | 'started';
}

/**
 * AppConfig's resources in the engine. CloudFormation's properties of these types are the members of the operations'
 * inputs, which is what the casts rely on; tags of anything but deployments are not kept.
 */
export function appConfigProviders(services: AppConfigServices): ResourceProviders {
  return {
    ...placeProviders(services.appConfig),
    ...strategyProviders(services.appConfig),
    ...documentProviders(services.appConfig),
    ...extensionProviders(services.appConfig),
    'AWS::AppConfig::Deployment': deploymentProvider(services),
  };
}

function placeProviders(appConfig: AppConfig): ResourceProviders {
  return {
    'AWS::AppConfig::Application': {
      create: async ({ properties }) => {
        const { Id } = appConfig.createApplication(properties as unknown as CreateApplicationRequest);
        return { ApplicationId: Id };
      },
      update: async ({ ApplicationId }, { properties }) => {
        appConfig.updateApplication({ ...properties, ...identified({ ApplicationId }) });
        return { ApplicationId };
      },
      delete: async ({ ApplicationId }) => appConfig.deleteApplication(identified({ ApplicationId })),
    },
    'AWS::AppConfig::Environment': {
      create: async ({ properties }) => {
        const { Id } = appConfig.createEnvironment(properties as unknown as CreateEnvironmentRequest);
        return { EnvironmentId: Id };
      },
      update: async ({ ApplicationId, EnvironmentId }, { properties }) => {
        const ids = identified({ ApplicationId, EnvironmentId });
        // Monitors that the template no longer has are taken away.
        appConfig.updateEnvironment({ Monitors: [], ...properties, ...ids });
        return { EnvironmentId };
      },
      delete: async ({ ApplicationId, EnvironmentId }) =>
        appConfig.deleteEnvironment(identified({ ApplicationId, EnvironmentId })),
    },
  };
}

function strategyProviders(appConfig: AppConfig): ResourceProviders {
  return {
    'AWS::AppConfig::DeploymentStrategy': {
      create: async ({ properties }) => {
        const input = properties as unknown as CreateDeploymentStrategyRequest;
        const { Id } = appConfig.createDeploymentStrategy(input);
        return { Id };
      },
      update: async ({ Id }, { properties }) => {
        const { DeploymentStrategyId } = identified({ DeploymentStrategyId: Id });
        appConfig.updateDeploymentStrategy({ ...properties, DeploymentStrategyId });
        return { Id };
      },
      delete: async ({ Id }) => appConfig.deleteDeploymentStrategy(identified({ DeploymentStrategyId: Id })),
    },
  };
}

function documentProviders(appConfig: AppConfig): ResourceProviders {
  return {
    'AWS::AppConfig::ConfigurationProfile': {
      create: async ({ properties }) => {
        const input = properties as unknown as CreateConfigurationProfileRequest;
        const { Id } = appConfig.createConfigurationProfile(input);
        return { ConfigurationProfileId: Id };
      },
      update: async ({ ApplicationId, ConfigurationProfileId }, { properties }) => {
        const ids = identified({ ApplicationId, ConfigurationProfileId });
        appConfig.updateConfigurationProfile({ Validators: [], ...properties, ...ids });
        return { ConfigurationProfileId };
      },
      delete: async ({ ApplicationId, ConfigurationProfileId }) =>
        appConfig.deleteConfigurationProfile(identified({ ApplicationId, ConfigurationProfileId })),
    },
    'AWS::AppConfig::HostedConfigurationVersion': {
      create: async ({ properties }) => {
        const { VersionNumber } = await appConfig.createHostedConfigurationVersion({
          ...(properties as unknown as CreateHostedConfigurationVersionRequest),
          ...given({ LatestVersionNumber: numberOf(properties.LatestVersionNumber) }),
          Content: Buffer.from(String(properties.Content)),
        });
        return { VersionNumber: String(VersionNumber) };
      },
      update: neverInPlace,
      delete: async ({ ApplicationId, ConfigurationProfileId, VersionNumber }) =>
        appConfig.deleteHostedConfigurationVersion({
          ...identified({ ApplicationId, ConfigurationProfileId }),
          VersionNumber: Number(VersionNumber),
        }),
    },
  };
}

function extensionProviders(appConfig: AppConfig): ResourceProviders {
  return {
    'AWS::AppConfig::Extension': {
      create: async ({ properties }) => {
        const made = appConfig.createExtension(properties as unknown as CreateExtensionRequest);
        return { Id: made.Id, Arn: made.Arn, VersionNumber: made.VersionNumber };
      },
      update: async ({ Id, Arn, VersionNumber }, { properties }) => {
        appConfig.updateExtension({ ...properties, ...identified({ ExtensionIdentifier: Id }) });
        return { Id, Arn, VersionNumber };
      },
      delete: async ({ Id }) => appConfig.deleteExtension(identified({ ExtensionIdentifier: Id })),
    },
    'AWS::AppConfig::ExtensionAssociation': {
      create: async ({ properties }) => {
        const input = properties as unknown as CreateExtensionAssociationRequest;
        const { Id, Arn, ExtensionArn, ResourceArn } = appConfig.createExtensionAssociation(input);
        return { Id, Arn, ExtensionArn, ResourceArn };
      },
      update: async ({ Id, Arn, ExtensionArn, ResourceArn }, { properties: { Parameters } }) => {
        const parameters = (Parameters ?? {}) as Record<string, string>;
        appConfig.updateExtensionAssociation({
          ...identified({ ExtensionAssociationId: Id }),
          Parameters: parameters,
        });
        return { Id, Arn, ExtensionArn, ResourceArn };
      },
      delete: async ({ Id }) =>
        appConfig.deleteExtensionAssociation(identified({ ExtensionAssociationId: Id })),
    },
  };
}

/** Identifiers of a model under the names of an operation's input. */
function identified<Names extends string>(ids: Readonly<Record<Names, unknown>>): Record<Names, string> {
  const entries = Object.entries(ids).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(entries) as Record<Names, string>;
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** For types of which every property replaces the resource. */
const neverInPlace = (): Promise<ResourceModel> =>
  Promise.reject(new Error('resources of this type cannot be changed in place'));
