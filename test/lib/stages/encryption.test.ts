import { Key } from 'aws-cdk-lib/aws-kms';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { synthesizedBeside, synthesizedStage } from '../helpers/rollout-app.ts';
import { aRolloutStack } from '../helpers/stage.ts';
import { actionsOf, type Statement, statementsByRole } from '../helpers/statements.ts';
import { propertiesOf, resolveRefs, theResource, variablesOf } from '../helpers/template.ts';
import '../helpers/scratch.ts';

const ARN = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const imported = synthesizedStage({ encryptionKey: ARN });

/** Role → what it may do with the key. */
function keyUsers(template: typeof imported): Record<string, readonly string[]> {
  const users = [...statementsByRole(template)].map(
    ([role, statements]) => [role.replace(/[0-9A-F]{8}$/, ''), actionsOf(statements, 'kms')] as const,
  );
  return Object.fromEntries(users.filter(([, actions]) => actions.length > 0));
}

describe('a stage with a key of its own', () => {
  it('encrypts versions and first deployments of both documents with it', () => {
    for (const type of ['ConfigurationProfile', 'Deployment']) {
      const found = propertiesOf<{ KmsKeyIdentifier: string }>(imported, `AWS::AppConfig::${type}`);
      expect(found.map(({ KmsKeyIdentifier }) => KmsKeyIdentifier)).toEqual([ARN, ARN]);
    }
  });

  it('encrypts every log with it', () => {
    const logs = propertiesOf<{ KmsKeyId: string }>(imported, 'AWS::Logs::LogGroup');
    expect(new Set(logs.map(({ KmsKeyId }) => KmsKeyId))).toEqual(new Set([ARN]));
  });

  it('lets readers decrypt, the watch generate data keys too, and nobody else do anything', () => {
    expect(keyUsers(imported)).toEqual({
      GuardTickHandlerRole: ['kms:Decrypt'],
      GuardWatchHandlerRole: ['kms:Decrypt', 'kms:GenerateDataKey'],
      InferenceHandlerRole: ['kms:Decrypt'],
      ModelFlagsValidatorHandlerRole: ['kms:Decrypt'],
    });
  });

  it('tells the watch which key deployments have', () => {
    expect(variablesOf(imported, 'WatchHandlerFunction')[ENV.encryptionKey]).toBe(ARN);
  });

  it('lets CloudWatch Logs use a key of the app for the logs of the stage alone', () => {
    const { other } = synthesizedBeside((scope) => ({ encryptionKey: new Key(scope, 'Key') }));
    const { KeyPolicy } = theResource<{ KeyPolicy: { Statement: Statement[] } }>(
      other,
      'AWS::KMS::Key',
    ).properties;
    const forLogs = KeyPolicy.Statement.filter(({ Principal }) => JSON.stringify(Principal).includes('logs'));
    expect(resolveRefs(forLogs)).toEqual([
      expect.objectContaining({
        Principal: { Service: 'logs.us-east-1.AWS::URLSuffix' },
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn':
              'arn:aws:logs:us-east-1:123456789012:log-group:model-rollout-prod-*',
          },
        },
      }),
    ]);
  });

  it('is warned once that nothing can be added to the policy of a key from elsewhere', () => {
    const { metadata } = aRolloutStack({ encryptionKey: ARN }).node.findChild('EncryptionKey').node;
    const warnings = metadata.filter(({ type }) => type === ArtifactMetadataEntryType.WARN);
    expect(warnings.map(({ data }) => data)).toEqual([
      expect.stringContaining('[ack: model-rollout:imported-key]'),
    ]);
  });
});

describe('a stage without one', () => {
  it('names no key and gives nobody any', () => {
    const bare = synthesizedStage({});
    expect(JSON.stringify(bare)).not.toMatch(/kms|Kms/);
  });
});
