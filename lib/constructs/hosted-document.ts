import { CfnDeletionPolicy, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnConfigurationProfile,
  CfnDeployment,
  CfnHostedConfigurationVersion,
  type IApplication,
  type IEnvironment,
} from 'aws-cdk-lib/aws-appconfig';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';

/** AppConfig's limit on the content of a validator, in characters. */
const MAX_VALIDATOR_CHARACTERS = 32_768;

export interface HostedDocumentProps {
  readonly application: IApplication;
  readonly environment: IEnvironment;
  /** Name of the configuration profile. */
  readonly profileName: string;
  readonly description: string;
  /** The first version, as a JSON value. */
  readonly firstVersion: unknown;
  /** Draft-04 JSON Schema that AppConfig checks every version with. */
  readonly schema: object;
  /**
   * ARN of a Lambda validator beside the schema.
   * @default - the schema only
   */
  readonly validatorArn?: string;
  /** Strategy of the first deployment. */
  readonly strategyId: string;
  /**
   * Symmetric key that encrypts versions and deployments of the document.
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: IKey;
  /** What becomes of profile and first version when they leave the stack. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A free-form configuration profile with validators, and its first version, deployed once by CloudFormation.
 *
 * Later versions belong to the operator: CloudFormation does not see them and leaves them alone as long as
 * `firstVersion` stays as it is. A changed `firstVersion` is a new version and a new deployment, at once.
 *
 * Built from L1 constructs: the L2 pair makes one strategy a configuration, adds tags to the deployment, and keeps
 * the order of deployments to itself.
 */
export class HostedDocument extends Construct {
  readonly profileId: string;
  readonly profileArn: string;
  /** ARN that reading this document is allowed on. */
  readonly configurationArn: string;
  readonly #version: CfnHostedConfigurationVersion;

  constructor(scope: Construct, id: string, props: HostedDocumentProps) {
    super(scope, id);
    const { applicationId } = props.application;
    const { environmentId } = props.environment;
    const profile = new CfnConfigurationProfile(this, 'Profile', {
      applicationId,
      name: props.profileName,
      description: props.description,
      locationUri: 'hosted',
      type: 'AWS.Freeform',
      validators: validators(props),
      ...encryptedBy(props),
    });
    profile.applyRemovalPolicy(props.removalPolicy);
    this.profileId = profile.ref;
    const arn = (rest: string): string =>
      Stack.of(this).formatArn({
        service: 'appconfig',
        resource: 'application',
        resourceName: `${applicationId}/${rest}`,
      });
    this.profileArn = arn(`configurationprofile/${profile.ref}`);
    this.configurationArn = arn(`environment/${environmentId}/configuration/${profile.ref}`);
    this.#version = this.#firstVersion(applicationId, props);
    this.#deployFirstVersion(applicationId, environmentId, props);
  }

  /** Lets the first version wait: for validators and extensions, or for the one deployment an environment runs at a time. */
  deployAfter(...dependencies: readonly IDependable[]): void {
    this.#version.node.addDependency(...dependencies);
  }

  #firstVersion(
    applicationId: string,
    { firstVersion, removalPolicy }: HostedDocumentProps,
  ): CfnHostedConfigurationVersion {
    const version = new CfnHostedConfigurationVersion(this, 'FirstVersion', {
      applicationId,
      configurationProfileId: this.profileId,
      content: JSON.stringify(firstVersion, undefined, 2),
      contentType: 'application/json',
      description: 'First version, deployed by CloudFormation',
    });
    version.applyRemovalPolicy(removalPolicy);
    // A replaced version may be what AppConfig rolls back to.
    version.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    return version;
  }

  #deployFirstVersion(applicationId: string, environmentId: string, props: HostedDocumentProps): void {
    const deployment = new CfnDeployment(this, 'FirstDeployment', {
      applicationId,
      environmentId,
      configurationProfileId: this.profileId,
      configurationVersion: this.#version.ref,
      deploymentStrategyId: props.strategyId,
      description: 'First version, deployed by CloudFormation',
      ...encryptedBy(props),
    });
    // Every property of a deployment replaces it, tags too: a tag with the commit would deploy the first version
    // again, at once, on every `cdk deploy`.
    deployment.addPropertyDeletionOverride('Tags');
  }
}

function encryptedBy({ encryptionKey }: HostedDocumentProps): { readonly kmsKeyIdentifier?: string } {
  return encryptionKey === undefined ? {} : { kmsKeyIdentifier: encryptionKey.keyArn };
}

function validators({
  schema,
  validatorArn,
  profileName,
}: HostedDocumentProps): CfnConfigurationProfile.ValidatorsProperty[] {
  const content = JSON.stringify(schema);
  if (content.length >= MAX_VALIDATOR_CHARACTERS) {
    throw new Error(
      `schema of ${profileName} has ${content.length} characters, but AppConfig takes fewer than ${MAX_VALIDATOR_CHARACTERS}: shorten the schema`,
    );
  }
  const bySchema = { type: 'JSON_SCHEMA', content };
  return validatorArn === undefined ? [bySchema] : [bySchema, { type: 'LAMBDA', content: validatorArn }];
}
