import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { synthesizedBeside, synthesizedStage } from '../helpers/rollout-app.ts';
import { actionsOf, statementsByRole } from '../helpers/statements.ts';
import { propertiesOf, variablesOf } from '../helpers/template.ts';
import { reportedOf } from '../safety/findings.ts';
import { aWholeStage } from '../safety/trees.ts';
import '../helpers/scratch.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/launchdarkly-AbCdEf';
const SDK_KEY = 'sdk-01234567-89ab-cdef-0123-456789abcdef';

/** A stage that has a secret and whatever else is said. */
function asking(changes: object = {}): Partial<StageConfig> {
  return { provider: 'launchdarkly', launchDarkly: { sdkKeySecret: ARN }, ...changes };
}

/** Role without its hash → statements about secrets. */
function readersOfSecrets(template: CloudFormationTemplate) {
  const readers = [...statementsByRole(template)].map(
    ([role, statements]) =>
      [
        role.replace(/[0-9A-F]{8}$/, ''),
        statements.filter((one) => actionsOf([one], 'secretsmanager').length > 0),
      ] as const,
  );
  return Object.fromEntries(readers.filter(([, statements]) => statements.length > 0));
}

function refusalOf(changes: object): string {
  const [reported] = reportedOf((stack) => void aWholeStage(stack, changes as Partial<StageConfig>));
  return `${reported?.id}: ${reported?.message}`;
}

describe('a stage in which LaunchDarkly decides', () => {
  const template = synthesizedStage(asking());
  const variables = variablesOf(template, 'InferenceHandlerFunction');

  it('tells the inference function where the key is, how long to wait, and who stands behind', () => {
    expect(variables).toMatchObject({
      [ENV.providers]: 'launchdarkly,appconfig',
      [ENV.launchDarklySecret]: ARN,
      [ENV.launchDarklyWaitMs]: '1000',
    });
    expect(variables).not.toHaveProperty(ENV.launchDarklyUris);
  });

  it('lets the inference function read that one secret, and nobody do anything else with secrets', () => {
    expect(readersOfSecrets(template)).toEqual({
      InferenceHandlerRole: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN }],
    });
  });

  it('tells the watch that it is the only judge, and has it look every minute', () => {
    expect(variablesOf(template, 'WatchHandlerFunction')[ENV.providers]).toBe('launchdarkly');
    expect(JSON.stringify(template)).toContain('"rate(1 minute)"');
  });

  it('says in its alarms who takes a candidate away, and that no deployment is watched', () => {
    const alarms = propertiesOf<{ AlarmDescription: string }>(template, 'AWS::CloudWatch::Alarm');
    const told = alarms.map(({ AlarmDescription }) => AlarmDescription).join('\n');
    expect(told).toContain('The watch kills what LaunchDarkly serves to candidates');
    expect(told).toContain('The watch has killed a value in the flag document');
    expect(JSON.stringify(template)).toContain('Nothing takes it back by itself any more.');
  });

  it('still has flags and prompts on AppConfig, and may read them', () => {
    expect(variables).toMatchObject({ [ENV.flagsProfile]: expect.anything() });
    const [, statements = []] =
      [...statementsByRole(template)].find(([role]) => role.startsWith('InferenceHandlerRole')) ?? [];
    expect(actionsOf(statements, 'appconfig')).toContain('appconfig:GetLatestConfiguration');
  });
});

describe('a secret of LaunchDarkly', () => {
  it('may be named, whatever six characters its ARN ends in', () => {
    const template = synthesizedStage(asking({ launchDarkly: { sdkKeySecret: 'prod/launchdarkly' } }));
    expect(JSON.stringify(readersOfSecrets(template))).toContain(
      'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/launchdarkly-??????',
    );
  });

  it('is decrypted through Secrets Manager alone where it has a key of its own', () => {
    const { stage } = synthesizedBeside((other) => {
      const encryptionKey = new Key(other, 'Key');
      return asking({ launchDarkly: { sdkKeySecret: new Secret(other, 'Secret', { encryptionKey }) } });
    });
    const [, statements = []] =
      [...statementsByRole(stage)].find(([role]) => role.startsWith('InferenceHandlerRole')) ?? [];
    const decrypting = statements.filter(({ Action }) => [Action].flat().includes('kms:Decrypt'));
    expect(decrypting).toMatchObject([
      { Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } } },
    ]);
  });

  it.each([
    [SDK_KEY, /^sdk-key-in-template: launchDarkly\.sdkKeySecret is a key of LaunchDarkly/],
    [undefined, /^provider-refused: launchDarkly\.sdkKeySecret is missing/],
    ['prod launchdarkly', /^provider-refused: .* is "prod launchdarkly", but must be the ARN or name/],
    ['arn:aws:ssm:us-east-1:123456789012:parameter/x', /^provider-refused: .* must be the ARN of a secret/],
    [ARN.replace('us-east-1', 'eu-west-1'), /^provider-refused: .* the stage's region us-east-1/],
  ])('is refused where it is %j, naming what is allowed', (sdkKeySecret, message) => {
    const refusal = refusalOf(asking({ launchDarkly: { sdkKeySecret } }));
    expect(refusal).toMatch(message);
    expect(refusal).not.toContain(SDK_KEY);
  });
});

describe('providers', () => {
  it('may be the other way round, or LaunchDarkly alone', () => {
    const behind = synthesizedStage(asking({ provider: 'appconfig', secondary: 'launchdarkly' }));
    expect(variablesOf(behind, 'InferenceHandlerFunction')[ENV.providers]).toBe('appconfig,launchdarkly');
    expect(variablesOf(behind, 'WatchHandlerFunction')).not.toHaveProperty(ENV.providers);
    const alone = synthesizedStage(asking({ secondary: false }));
    expect(variablesOf(alone, 'InferenceHandlerFunction')[ENV.providers]).toBe('launchdarkly');
  });

  it.each([
    [{ provider: 'flagd' }, /provider is "flagd", but must be appconfig or launchdarkly/],
    [{ provider: 'launchdarkly' }, /launchDarkly is missing/],
    [{ launchDarkly: { sdkKeySecret: ARN } }, /launchDarkly is given, but LaunchDarkly is neither/],
    [asking({ secondary: 'launchdarkly' }), /provider and secondary are both "launchdarkly"/],
    [asking({ launchDarkly: { sdkKeySecret: ARN, waitMs: 5 } }), /launchDarkly\.waitMs is 5, .* 50 to 10000/],
    [
      asking({ launchDarkly: { sdkKeySecret: ARN, uris: { stream: 'http://relay' } } }),
      /uris\.stream is "http/,
    ],
    [asking({ launchDarkly: { sdkKeySecret: ARN, uris: { strem: 'https://r.io' } } }), /uris has strem/],
  ])('are refused as %j', (changes, message) => {
    expect(refusalOf(changes)).toMatch(message);
    expect(refusalOf(changes)).toMatch(/^provider-refused/);
  });

  it('leave a guard without a watch nothing to judge by', () => {
    const guard = { guardrails: [{ metric: 'errors', tolerance: 1.1 }], watchHours: 0 };
    expect(refusalOf(asking({ guard }))).toMatch(/^guard-refused: guard\.watchHours is 0, .* use 1 to 168/);
  });
});
