import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../config/stages.ts';
import { ENV, GUARD_PARAMETER } from '../../../lambda/contract.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import { synthesizedStage } from '../helpers/rollout-app.ts';
import { actionsOf, statementsByRole } from '../helpers/statements.ts';
import { allDependenciesOf, propertiesOf, theResource, variablesOf } from '../helpers/template.ts';
import { reportedOf } from '../safety/findings.ts';
import { aWholeStage } from '../safety/trees.ts';
import '../helpers/scratch.ts';

const OUTCOMES = {
  task_completed: { direction: 'up', primary: true },
  judge_score: { direction: 'up' },
} as const;
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function refusalOf(changes: object): string {
  const [reported] = reportedOf((stack) => void aWholeStage(stack, changes as Partial<StageConfig>));
  return `${reported?.id}: ${reported?.message}`;
}

describe('a stage with outcomes', () => {
  const template = synthesizedStage({ outcomes: OUTCOMES, comparison: {} });
  const door = variablesOf(template, 'OutcomesHandlerFunction');
  const { id: secret } = theResource(template, 'AWS::SecretsManager::Secret');
  const { id: table } = theResource(template, 'AWS::DynamoDB::Table');

  it('tells the function behind the door what is declared, where the key is, and where it remembers', () => {
    expect(door).toMatchObject({
      [ENV.tokenSecret]: secret,
      [ENV.tokenDays]: '30',
      [ENV.outcomesTable]: table,
      [ENV.comparisons]: 'users',
    });
    expect(JSON.parse(door[ENV.outcomes] ?? '')).toEqual(OUTCOMES);
  });

  it('lets the inference function sign, with the same key and nothing but reading it', () => {
    const inference = variablesOf(template, 'InferenceHandlerFunction');
    expect(inference).toMatchObject({ [ENV.tokenSecret]: secret, [ENV.comparisons]: 'users' });
    const [, statements = []] =
      [...statementsByRole(template)].find(([role]) => role.startsWith('InferenceHandlerRole')) ?? [];
    expect(actionsOf(statements, 'secretsmanager')).toEqual(['secretsmanager:GetSecretValue']);
    expect(actionsOf(statements, 'dynamodb')).toEqual([]);
  });

  it('gives the guard, and all who go by it, a guardrail for each', () => {
    const { guardrails } = JSON.parse(door[ENV.guard] ?? '');
    const metrics = guardrails.map(({ metric }: { metric: string }) => metric);
    expect(metrics).toEqual(expect.arrayContaining(['outcome:judge_score', 'outcome:task_completed']));
    for (const id of ['TickHandlerFunction', 'WatchHandlerFunction', 'InferenceHandlerFunction']) {
      expect(variablesOf(template, id)[ENV.guard]).toBe(door[ENV.guard]);
    }
    const [{ Parameters } = {}] = propertiesOf<{ Parameters?: Record<string, string> }>(
      template,
      'AWS::AppConfig::ExtensionAssociation',
    ).filter((association) => association.Parameters);
    expect(JSON.parse(Parameters?.[GUARD_PARAMETER.outcomes] ?? '')).toEqual(OUTCOMES);
  });

  it('has a door for those who sign with IAM, and for events of its own name', () => {
    const { properties } = theResource(template, 'AWS::Lambda::Url', 'Outcomes');
    expect(properties).toMatchObject({ AuthType: 'AWS_IAM' });
    const { properties: rule } = theResource(template, 'AWS::Events::Rule', 'OutcomesEvents');
    expect(rule).toMatchObject({
      EventPattern: { source: ['model-rollout.model-rollout-prod'], 'detail-type': ['Outcome'] },
    });
  });

  it('keeps events that could not be counted for a week, once the function may send them there', () => {
    const { id: lost, properties } = theResource(template, 'AWS::SQS::Queue', 'OutcomesLost');
    expect(properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 7 * 24 * 3600 });
    const { id, properties: attempts } = theResource(template, 'AWS::Lambda::EventInvokeConfig', 'Outcomes');
    expect(attempts).toMatchObject({
      ...{ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 6 * 3600 },
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [lost, 'Arn'] } } },
    });
    const { id: policy } = theResource(template, 'AWS::IAM::Policy', 'OutcomesHandlerRole');
    expect(allDependenciesOf(template, id).has(policy)).toBe(true);
  });

  it('remembers on demand, and forgets by itself', () => {
    const { properties } = theResource(template, 'AWS::DynamoDB::Table');
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    });
  });

  it('has the key generated, and replaced only once its tokens are refused anyway', () => {
    const { properties } = theResource(template, 'AWS::SecretsManager::Secret');
    expect(properties).toMatchObject({ GenerateSecretString: { PasswordLength: 64 } });
    expect(properties).not.toHaveProperty('SecretString');
    const { properties: schedule } = theResource(template, 'AWS::SecretsManager::RotationSchedule');
    expect(schedule).toMatchObject({
      ...{ SecretId: secret, RotationRules: { AutomaticallyAfterDays: 90 } },
      RotateImmediatelyOnUpdate: false,
    });
  });

  it('shows each outcome on the dashboard', () => {
    const { properties } = theResource(template, 'AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(properties);
    for (const text of ['Outcome task_completed', 'Received of task_completed', 'Received of judge_score']) {
      expect(body).toContain(text);
    }
  });
});

describe('a stage without any', () => {
  const template = synthesizedStage({});

  it.each(['SecretsManager::Secret', 'DynamoDB::Table', 'SQS::Queue', 'Lambda::EventSourceMapping'])(
    'has no %s',
    (type) => {
      expect(propertiesOf(template, `AWS::${type}`)).toEqual([]);
    },
  );
});

describe('outcomes', () => {
  it.each([
    [{ exposureTokens: { tokenDays: 7 } }, /^outcomes-refused: exposureTokens is given without outcomes/],
    [
      { outcomes: OUTCOMES, exposureTokens: { tokenDays: 93 } },
      /^outcomes-refused: tokenDays is 93, but must be a whole number from 1 to 92/,
    ],
    [
      { outcomes: OUTCOMES, exposureTokens: { tokenDays: 60, keyRotationDays: 60 } },
      /^outcomes-refused: keyRotationDays is 60, but must be a whole number from 61 to 1000/,
    ],
    [
      { outcomes: OUTCOMES, exposureTokens: { days: 7 } },
      /^props-refused: exposureTokens has a member "days"/,
    ],
    [
      { outcomes: { task_completed: { direction: 'up' } }, guard: STAGES.prod.guard },
      /^guard-refused: guard has a guardrail on outcome:judge_score, but declared are task_completed/,
    ],
  ])('are refused %j', (changes, message) => {
    expect(refusalOf(changes)).toMatch(message);
  });

  it('have a key that outlives the longest tokens, unless told otherwise', () => {
    const template = synthesizedStage({ outcomes: OUTCOMES, exposureTokens: { tokenDays: 92 } });
    const { properties } = theResource(template, 'AWS::SecretsManager::RotationSchedule');
    expect(properties).toMatchObject({ RotationRules: { AutomaticallyAfterDays: 93 } });
  });

  it('are remembered by what AWS owns the key of, whatever encrypts documents and logs', () => {
    const template = synthesizedStage({ outcomes: OUTCOMES, encryptionKey: KEY });
    const { properties } = theResource(template, 'AWS::DynamoDB::Table');
    expect(properties).not.toHaveProperty('SSESpecification');
  });
});
