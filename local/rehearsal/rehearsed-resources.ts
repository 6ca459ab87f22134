import type { CreateExtensionAssociationRequest } from '@aws-sdk/client-appconfig';
import { ACCOUNT } from '../account.ts';
import type { AppConfig } from '../appconfig/appconfig.ts';
import { appConfigProviders } from '../cloudformation/providers/appconfig-providers.ts';
import { cloudWatchProviders } from '../cloudformation/providers/cloudwatch-providers.ts';
import { notificationProviders } from '../cloudformation/providers/notification-providers.ts';
import type { ResourceProvider } from '../cloudformation/resource-provider.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { Events } from '../events/events.ts';
import type { Topics } from '../sns/topics.ts';

/** The engines a template is brought up in. */
export interface Engines {
  readonly appConfig: AppConfig;
  readonly cloudWatch: CloudWatch;
  /** Environment variables of each function, by ARN. */
  readonly functions: Map<string, Variables>;
  /** Calls functions from time to time, and tells topics of deployments. */
  readonly events: Events;
  readonly topics: Topics;
  /** Lets virtual time pass, milliseconds. */
  pass(durationMs: number): Promise<void>;
}

export type Variables = Readonly<Record<string, string>>;

/** How a resource of each type comes to be. */
export type RehearsedResources = Readonly<Record<string, ResourceProvider['create']>>;

/**
 * The member of a resource's model that `Ref` returns. AWS's schemas say the same and take most of a second to load; a
 * test compares the two.
 */
export const REFERRED: Readonly<Record<string, string>> = {
  'AWS::AppConfig::Application': 'ApplicationId',
  'AWS::AppConfig::ConfigurationProfile': 'ConfigurationProfileId',
  'AWS::AppConfig::Deployment': 'DeploymentNumber',
  'AWS::AppConfig::DeploymentStrategy': 'Id',
  'AWS::AppConfig::Environment': 'EnvironmentId',
  'AWS::AppConfig::Extension': 'Id',
  'AWS::AppConfig::ExtensionAssociation': 'Id',
  'AWS::AppConfig::HostedConfigurationVersion': 'VersionNumber',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::SNS::Topic': 'TopicArn',
};

/** Resources as in a local account, except that of a function only its name and its environment variables matter. */
export function rehearsedResources(engines: Engines): RehearsedResources {
  const { appConfig, cloudWatch, events, topics, functions } = engines;
  const provided: Readonly<Record<string, Pick<ResourceProvider, 'create'>>> = {
    ...appConfigProviders(engines),
    ...cloudWatchProviders(cloudWatch),
    ...notificationProviders(events, topics),
  };
  return {
    ...Object.fromEntries(Object.entries(provided).map(([type, { create }]) => [type, create])),
    'AWS::AppConfig::ExtensionAssociation': async ({ properties }) => {
      // The cast: the properties of this type are the members of the operation's input.
      const input = properties as unknown as CreateExtensionAssociationRequest;
      const ResourceIdentifier = inAccount(input.ResourceIdentifier);
      const { Id } = appConfig.createExtensionAssociation({ ...input, ResourceIdentifier });
      return { Id };
    },
    'AWS::Lambda::Function': async ({ properties, logicalId }) => {
      const { Environment: environment } = properties as { Environment?: { Variables?: Variables } };
      const Arn = `arn:aws:lambda:${ACCOUNT.region}:${ACCOUNT.id}:function:${logicalId}`;
      functions.set(Arn, environment?.Variables ?? {});
      return { Arn };
    },
  };
}

/** A template may be for another region than the engines': its own ARNs are literal. */
function inAccount(arn = ''): string {
  return arn.replace(/^(arn:[^:]+:[^:]+):[^:]*:[^:]*:/, `$1:${ACCOUNT.region}:${ACCOUNT.id}:`);
}
