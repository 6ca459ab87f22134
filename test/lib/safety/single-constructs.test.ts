import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CfnDeploymentStrategy, CfnExtensionAssociation } from 'aws-cdk-lib/aws-appconfig';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../config/stages.ts';
import { GuardWatch } from '../../../lib/constructs/guard-watch.ts';
import { RolloutAlarms } from '../../../lib/constructs/rollout-alarms.ts';
import { RolloutGuard } from '../../../lib/constructs/rollout-guard.ts';
import { RolloutNotifications } from '../../../lib/constructs/rollout-notifications.ts';
import { StageTopic } from '../../../lib/constructs/stage-topic.ts';
import { aStack, someFlags } from '../helpers/stage.ts';
import { reportedOf } from './findings.ts';
import { anInference } from './trees.ts';

const GUARD = { guardrails: [{ metric: 'errors', tolerance: 1.1 }] } as const;
const OWNER = { service: 'shop', stage: 'test' };

describe('an app of its own', () => {
  it('is refused a first version that its inference function could not serve', () => {
    const { 'claude-3-haiku': haiku } = STAGES.prod.models;
    const reported = reportedOf((stack) => {
      anInference(stack, { models: { 'claude-3-haiku': haiku! } });
    });
    expect(reported).toMatchObject([{ id: 'not-in-catalogue', path: 'Shop/Stack/Inference' }]);
    expect(reported[0]?.message).toMatch(/^firstVersion\.flags has the value "claude-sonnet-4-6"/);
  });

  it('hears of a stage without models what is wrong with the models', () => {
    expect(reportedOf((stack) => void anInference(stack, { models: {} }))).toMatchObject([
      { id: 'models-refused' },
    ]);
  });

  it('may have the guard in another stack than the flags', () => {
    const flagsStack = aStack();
    const flags = someFlags({}, flagsStack);
    const guardStack = new Stack(flagsStack.node.root, 'GuardStack', { env: { region: 'us-east-1' } });
    new RolloutGuard(guardStack, 'Guard', { ...OWNER, flags, guard: GUARD });
    expect(guardStack.dependencies).toEqual([]);
    Template.fromStack(guardStack).resourceCountIs(CfnExtensionAssociation.CFN_RESOURCE_TYPE_NAME, 1);
    expect(guardStack.dependencies).toEqual([flagsStack]);
  });

  it.each([
    ['the function', (stack: Stack) => anInference(stack, { service: '' })],
    ['alarms', (stack: Stack) => new RolloutAlarms(stack, 'Alarms', { ...OWNER, service: '' })],
    ['a topic', (stack: Stack) => new StageTopic(stack, 'Topic', { ...OWNER, service: '' })],
    [
      'a guard',
      (stack: Stack) =>
        new RolloutGuard(stack, 'Guard', {
          ...OWNER,
          service: '',
          flags: someFlags({}, stack),
          guard: GUARD,
        }),
    ],
  ])('is refused %s without a service', (_, build) => {
    const reported = reportedOf((stack) => void build(stack));
    expect(reported).toMatchObject([{ id: 'name-refused' }]);
    expect(reported[0]?.message).toMatch(/^service is "", of 0 characters, but must have 1 to/);
  });

  it.each([
    [{ hours: 0 }, /^hours is 0, but must be a whole number from 1 to 168/],
    [{ interval: Duration.seconds(30) }, /^interval in minutes is 0\.5, but must be .* from 1 to 60/],
    [{ stage: '' }, /^stage is "", of 0 characters/],
    [{ guard: { guardrails: [] } }, /^guard is refused: guardrails/],
  ])('is refused a watch by itself with %j', (changes, message) => {
    const reported = reportedOf((stack) => {
      const watch = { ...OWNER, guard: GUARD, alarms: [], hours: 72, interval: Duration.minutes(5) };
      new GuardWatch(stack, 'Watch', { ...watch, flags: someFlags({}, stack), ...changes });
    });
    expect(reported[0]?.message).toMatch(message);
  });

  it.each([0, 6])('is refused notifications for %i topics', (count) => {
    const reported = reportedOf((stack) => {
      const topics = Array.from({ length: count }, (_, at) => new Topic(stack, `Topic${at}`));
      new RolloutNotifications(stack, 'Notifications', { ...OWNER, flags: someFlags({}, stack), topics });
    });
    expect(reported).toMatchObject([{ id: 'out-of-range' }]);
    expect(reported[0]?.message).toMatch(new RegExp(`^topics has ${count} topics, but must have 1 to 5`));
  });

  it('is refused production without a bake, however that came about', () => {
    const reported = reportedOf((stack) => {
      const { strategy } = someFlags({ production: true }, stack);
      const resource = strategy.node.defaultChild as CfnDeploymentStrategy;
      resource.addPropertyOverride('FinalBakeTimeInMinutes', 0);
    });
    expect(reported).toMatchObject([{ id: 'no-bake-in-production' }]);
  });

  it.each([
    ['resources', { actions: ['bedrock:*'], notResources: ['arn:aws:bedrock:*'] }],
    ['actions', { notActions: ['bedrock:*', 'appconfig:*', 'logs:*'], resources: ['*'] }],
  ])('may deny everything but some %s', (_, denied) => {
    const reported = reportedOf((stack) => {
      const { function: lambda } = anInference(stack);
      lambda.addToRolePolicy(new PolicyStatement({ effect: Effect.DENY, ...denied }));
    });
    expect(reported).toEqual([]);
  });
});
