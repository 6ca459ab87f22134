import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { warn } from '../safety/synth-check.ts';

/** What CloudWatch Logs does with a key. */
const LOG_ACTIONS = [
  'kms:Encrypt*',
  'kms:Decrypt*',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:Describe*',
];

/**
 * Reading a document: AppConfig decrypts it in the name of whoever calls `GetLatestConfiguration`. That it does so for
 * `GetHostedConfigurationVersion` and for validators, too, is taken from there; AWS says it of deployments only.
 *
 * Source: AWS AppConfig User Guide, "Data encryption at rest for AWS AppConfig".
 */
export const READ_DOCUMENT: readonly string[] = ['kms:Decrypt'];

/** Storing a version and deploying it: AppConfig generates a data key in the name of whoever calls. Source: as above. */
export const WRITE_DOCUMENT: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Lets CloudWatch Logs encrypt the log groups that CloudFormation names after a stack, and no others. The policy of an
 * imported key cannot be changed; then a warning says what it must allow.
 *
 * Source: Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
 */
export function allowLogEncryption(scope: IConstruct, key: IKey): void {
  const stack = Stack.of(scope);
  const service = `logs.${stack.region}.${Aws.URL_SUFFIX}`;
  const logGroups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `${stack.stackName}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const { statementAdded } = key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(service)],
      actions: LOG_ACTIONS,
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
  );
  if (statementAdded) return;
  warn(
    key,
    'imported-key',
    'encryptionKey is imported, so its policy cannot be changed here, and CloudFormation creates no log group with it before the policy lets CloudWatch Logs use it: have the statement of docs/stages.md#an-imported-key added to it, and acknowledge this',
  );
}
