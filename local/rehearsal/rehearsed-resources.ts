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

const ASSOCIATION = 'AWS::AppConfig::ExtensionAssociation';

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
  [ASSOCIATION]: 'Id',
  'AWS::AppConfig::HostedConfigurationVersion': 'VersionNumber',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::SNS::Topic': 'TopicArn',
};

/** Resources as in a local account, except that of a function only its name and its environment variables matter. */
export function rehearsedResources(engines: Engines): RehearsedResources {
  const { cloudWatch, events, topics, functions } = engines;
  const provided = {
    ...appConfigProviders(engines),
    ...cloudWatchProviders(cloudWatch),
    ...notificationProviders(events, topics),
  };
  const creators: RehearsedResources = Object.fromEntries(
    Object.entries(provided).map(([type, { create }]) => [type, create]),
  );
  return {
    ...creators,
    [ASSOCIATION]: async (request) => {
      const { ResourceIdentifier } = request.properties;
      const properties = { ...request.properties, ResourceIdentifier: inAccount(String(ResourceIdentifier)) };
      return creators[ASSOCIATION]?.({ ...request, properties }) ?? {};
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
function inAccount(arn: string): string {
  return arn.replace(/^(arn:[^:]+:[^:]+):[^:]*:[^:]*:/, `$1:${ACCOUNT.region}:${ACCOUNT.id}:`);
}
