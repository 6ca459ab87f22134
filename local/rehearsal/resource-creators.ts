import type {
  CreateApplicationRequest,
  CreateConfigurationProfileRequest,
  CreateDeploymentStrategyRequest,
  CreateEnvironmentRequest,
  CreateExtensionAssociationRequest,
  CreateExtensionRequest,
  CreateHostedConfigurationVersionRequest,
  StartDeploymentRequest,
} from '@aws-sdk/client-appconfig';
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { ACCOUNT } from '../account.ts';
import type { AppConfig } from '../appconfig/appconfig.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { Events } from '../events/events.ts';
import type { RuleProperties } from '../events/rule.ts';
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

/** A resource's properties, references resolved. */
export type Properties = object;

/** What a created resource answers to `Ref` and `Fn::GetAtt`. */
export interface Created {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

type Creator = (properties: Properties, engines: Engines, logicalId: string) => Created | Promise<Created>;

/**
 * How a resource of each type comes to be. CloudFormation's properties of these types are the members of the
 * operation's input, which is what the casts rely on.
 */
export const RESOURCE_CREATORS: Readonly<Record<string, Creator>> = {
  'AWS::CloudWatch::Alarm': (properties, { cloudWatch }) => {
    const input = properties as PutMetricAlarmInput;
    cloudWatch.putMetricAlarm(input);
    const name = String(input.AlarmName);
    return {
      ref: name,
      attributes: { Arn: `arn:aws:cloudwatch:${ACCOUNT.region}:${ACCOUNT.id}:alarm:${name}` },
    };
  },
  'AWS::AppConfig::Application': (properties, { appConfig }) =>
    identified('ApplicationId', appConfig.createApplication(properties as CreateApplicationRequest)),
  'AWS::AppConfig::Environment': (properties, { appConfig }) =>
    identified('EnvironmentId', appConfig.createEnvironment(properties as CreateEnvironmentRequest)),
  'AWS::AppConfig::ConfigurationProfile': (properties, { appConfig }) =>
    identified(
      'ConfigurationProfileId',
      appConfig.createConfigurationProfile(properties as CreateConfigurationProfileRequest),
    ),
  'AWS::AppConfig::DeploymentStrategy': (properties, { appConfig }) =>
    identified('Id', appConfig.createDeploymentStrategy(properties as CreateDeploymentStrategyRequest)),
  'AWS::AppConfig::HostedConfigurationVersion': async (properties, { appConfig }) => {
    const input = properties as CreateHostedConfigurationVersionRequest;
    const version = await appConfig.createHostedConfigurationVersion({
      ...input,
      Content: Buffer.from(String(input.Content)),
    });
    return { ref: String(version.VersionNumber) };
  },
  'AWS::AppConfig::Deployment': async (properties, { appConfig }) => {
    const deployment = await appConfig.startDeployment(properties as StartDeploymentRequest);
    return { ref: String(deployment.DeploymentNumber) };
  },
  'AWS::AppConfig::Extension': (properties, { appConfig }) =>
    identified('Id', appConfig.createExtension(properties as CreateExtensionRequest)),
  'AWS::AppConfig::ExtensionAssociation': (properties, { appConfig }) => {
    const input = properties as CreateExtensionAssociationRequest;
    return identified(
      'Id',
      appConfig.createExtensionAssociation({
        ...input,
        ResourceIdentifier: inAccount(input.ResourceIdentifier),
      }),
    );
  },
  'AWS::Events::Rule': (properties, { events }, logicalId) => {
    const arn = events.putRule(logicalId, properties as RuleProperties);
    return { ref: logicalId, attributes: { Arn: arn } };
  },
  'AWS::SNS::Topic': (_properties, { topics }, logicalId) => {
    const arn = topics.createTopic({ Name: logicalId });
    return { ref: arn, attributes: { TopicArn: arn, TopicName: logicalId } };
  },
  'AWS::Lambda::Function': (properties, { functions }, logicalId) => {
    const { Environment: environment } = properties as { Environment?: { Variables?: Variables } };
    const arn = `arn:aws:lambda:${ACCOUNT.region}:${ACCOUNT.id}:function:${logicalId}`;
    functions.set(arn, environment?.Variables ?? {});
    return { ref: logicalId, attributes: { Arn: arn } };
  },
};

/** A template may be for another region than the engines': its own ARNs are literal. */
function inAccount(arn = ''): string {
  return arn.replace(/^(arn:[^:]+:[^:]+):[^:]*:[^:]*:/, `$1:${ACCOUNT.region}:${ACCOUNT.id}:`);
}

function identified(attribute: string, created: { readonly Id?: string | undefined }): Created {
  const id = String(created.Id);
  return { ref: id, attributes: { [attribute]: id } };
}
