import { Stack } from 'aws-cdk-lib';
import { CfnHostedConfigurationVersion } from 'aws-cdk-lib/aws-appconfig';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { Finding } from './synth-check.ts';

/**
 * Refuses a reader that was told to wait for documents that wait for it: CloudFormation would refuse the circle without
 * saying where it comes from. A reader in another stack may wait.
 */
export function circularReaderFindings(reader: LambdaFunction, owner: IConstruct): readonly Finding[] {
  if (Stack.of(reader) !== Stack.of(owner)) return [];
  const waitsFor = reader.node.findAll().flatMap(({ node }) => node.dependencies);
  const documents = owner.node.findAll().filter((one) => one instanceof CfnHostedConfigurationVersion);
  const circular = waitsFor.find((one) => documents.some(({ node }) => node.scopes.includes(one)));
  if (circular === undefined) return [];
  const message = `function ${reader.node.path} waits for ${circular.node.path}, whose first version waits for the functions that read it: take out that dependency, since the order is right without it`;
  return [{ check: 'circular-reader', message }];
}
