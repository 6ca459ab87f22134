import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeEach, describe, expect, it } from 'vitest';
import { StageTopic } from '../../../lib/constructs/stage-topic.ts';
import type { NotificationConfig } from '../../../lib/notification-config.ts';
import { type CloudFormationTemplate, synthesizeStage } from '../../../lib/synthesize.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { withCandidate } from '../../../local/rehearsal/next-document.ts';
import { RehearsedStage } from '../../../local/rehearsal/rehearsed-stage.ts';
import { aStack, aStage } from '../helpers/stage.ts';
import { propertiesOf, resourcesOf, theResource } from '../helpers/template.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal: '*' | { readonly Service?: string };
  readonly Condition?: unknown;
}

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:deployments';

let clock: VirtualClock;
let stage: RehearsedStage;

function aTemplate(notifications?: NotificationConfig | false): CloudFormationTemplate {
  return synthesizeStage(aStage(notifications === undefined ? {} : { notifications })).template;
}

const template = aTemplate();

/** What topics are told after a rollout has begun and `minutes` have passed, the stack's own deployments left out. */
async function toldAfter(minutes: number): Promise<readonly string[]> {
  const before = stage.notifications.length;
  await stage.deploy(withCandidate(stage.document(), 'claude-sonnet-4-6', 50));
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.advance(60_000);
    await stage.tick();
  }
  return stage.notifications.slice(before).map(({ message }) => message);
}

function statementsOf(of: CloudFormationTemplate, type: string): readonly Statement[] {
  type Document = { readonly Statement: readonly Statement[] };
  const { properties } = theResource<{ PolicyDocument?: Document; KeyPolicy?: Document }>(of, type);
  return (properties.PolicyDocument ?? properties.KeyPolicy)?.Statement ?? [];
}

beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2026, 0, 5));
  stage = await RehearsedStage.create({ template, clock });
});

describe('the notifications of a stage', () => {
  it('say when a deployment starts and when it is complete, and how to go on', async () => {
    const [started, complete, ...rest] = await toldAfter(61);
    expect(rest).toEqual([]);
    expect(started).toBe(
      '"model-rollout prod: deployment 3 of model-flags (version 2) has started. Follow it: npx cdk-model-rollout watch --app model-rollout-prod --env prod. End it: npx cdk-model-rollout stop --app model-rollout-prod --env prod. What to do: docs/runbook.md#deployment-started"',
    );
    expect(complete).toMatch(
      /deployment 3 .* is complete, .* watched for 72 hours more.*#deployment-complete"$/,
    );
  });

  it('say that a deployment was rolled back, and where it says why', async () => {
    await stage.deploy(withCandidate(stage.document(), 'claude-sonnet-4-6', 50));
    const AlarmName = 'model-rollout-prod-candidate-error-fuse';
    clock.advance(60_000);
    stage.cloudWatch.setAlarmState({ AlarmName, StateValue: 'ALARM', StateReason: 'a test says so' });
    await stage.tick();
    expect(stage.notifications.at(-1)?.message).toMatch(
      /deployment 3 of model-flags \(version 2\) was rolled back, .*history --app model-rollout-prod --env prod.*#deployment-rolled-back"$/,
    );
  });

  it('tell of the prompts, too', async () => {
    const { appConfig } = stage;
    const [{ Id: ApplicationId } = {}] = appConfig.listApplications().Items ?? [];
    const [{ Id: EnvironmentId } = {}] = appConfig.listEnvironments({ ApplicationId }).Items ?? [];
    const profiles = appConfig.listConfigurationProfiles({ ApplicationId }).Items ?? [];
    await appConfig.startDeployment({
      ...{ ApplicationId, EnvironmentId, ConfigurationVersion: '1' },
      ConfigurationProfileId: profiles.find(({ Name }) => Name === 'prompts')?.Id,
      DeploymentStrategyId: 'AppConfig.AllAtOnce',
    });
    await stage.tick();
    expect(stage.notifications.at(-1)?.message).toContain('deployment 3 of prompts (version 1) has started');
  });

  it('go to topics that are given, and then there is no other', async () => {
    const given = aTemplate({ topicArns: [TOPIC] });
    expect(resourcesOf(given, 'AWS::SNS::Topic').size).toBe(0);
    stage = await RehearsedStage.create({ template: given, clock });
    await toldAfter(1);
    expect(new Set(stage.notifications.map(({ topicArn }) => topicArn))).toEqual(new Set([TOPIC]));
  });

  it('can be left out', () => {
    const none = aTemplate(false);
    expect(resourcesOf(none, 'AWS::SNS::Topic').size).toBe(0);
    const rules = propertiesOf<{ EventPattern?: unknown }>(none, 'AWS::Events::Rule');
    expect(rules.filter(({ EventPattern }) => EventPattern !== undefined)).toEqual([]);
    expect(JSON.stringify(none.Resources)).not.toContain('DeploymentNotificationsToEventBridge');
  });

  it('refuse what is no address, topics of another region, and more than a rule can send to', () => {
    expect(() => aTemplate({ emails: ['on-call'] })).toThrow(/notifications\.emails has "on-call"/);
    const topicArns = (count: number) => Array.from({ length: count }, () => TOPIC);
    expect(() => aTemplate({ topicArns: topicArns(6) })).toThrow(/topicArns has 6 topics.*1 to 5/);
    expect(() => aTemplate({ topicArns: [] })).toThrow(/topicArns has 0 topics/);
    const elsewhere = TOPIC.replace('us-east-1', 'eu-west-1');
    expect(() => aTemplate({ topicArns: [elsewhere] })).toThrow(/eu-west-1.*the stage is in us-east-1/);
  });
});

describe('the topic of a stage', () => {
  it('is told of every alarm, and subscribes whom it is given', () => {
    const subscribed = aTemplate({ emails: ['on-call@example.com'] });
    const { id } = theResource(subscribed, 'AWS::SNS::Topic');
    const alarms = propertiesOf<{ AlarmActions: unknown }>(subscribed, 'AWS::CloudWatch::Alarm');
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: id }]);
    expect(propertiesOf(subscribed, 'AWS::SNS::Subscription')).toEqual([
      { Protocol: 'email', Endpoint: 'on-call@example.com', TopicArn: { Ref: id } },
    ]);
  });

  it('lets its own alarms publish and rules of EventBridge, nobody else, and nobody without TLS', () => {
    const [withoutTls, alarms, rules, ...rest] = statementsOf(template, 'AWS::SNS::TopicPolicy');
    expect(rest).toEqual([]);
    expect(withoutTls).toMatchObject({
      ...{ Effect: 'Deny', Action: 'sns:Publish', Principal: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(alarms).toMatchObject({
      ...{ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } },
      Condition: {
        ArnLike: { 'aws:SourceArn': expect.stringMatching(/:alarm:model-rollout-prod-\*$/) },
        StringEquals: { 'aws:SourceAccount': 'AWS::AccountId' },
      },
    });
    // AWS documents that EventBridge publishes to SNS without anything that a condition could be held against.
    expect(rules).toMatchObject({ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } });
    expect(rules).not.toHaveProperty('Condition');
  });

  it('lets CloudWatch use its key', () => {
    const stack = aStack();
    const encryptionKey = new Key(stack, 'Key');
    new StageTopic(stack, 'Notices', { service: 'shop', stage: 'test', encryptionKey });
    const keyed = Template.fromStack(stack).toJSON() as CloudFormationTemplate;
    const { properties } = theResource<{ KmsMasterKeyId: unknown }>(keyed, 'AWS::SNS::Topic');
    expect(properties.KmsMasterKeyId).toBeDefined();
    const allowed = statementsOf(keyed, 'AWS::KMS::Key').filter(
      ({ Principal }) => Principal !== '*' && Principal.Service === 'cloudwatch.amazonaws.com',
    );
    expect(allowed.map(({ Action }) => Action)).toEqual([['kms:Decrypt', 'kms:GenerateDataKey*']]);
  });
});
