import { beforeEach, describe, expect, it } from 'vitest';
import { aLogGroup, aScene, aTemplate, aTopic, type Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await aScene();
});

const withTopic = (sections: object) => aTemplate({ Topic: aTopic() }, { ...sections });
const named = (DisplayName: unknown) => aTemplate({ Topic: aTopic({ DisplayName }) });

describe('a template is refused before anything is made', () => {
  it.each([
    ['text that is not JSON', 'Resources: {}', 'the template is not a JSON object'],
    ['no resources', '{}', 'At least one Resources member must be defined'],
    ['a resource without a type', '{"Resources":{"A":{}}}', '[/Resources/A] has no Type'],
    [
      'a type that nobody provides',
      aTemplate({ Queue: { Type: 'AWS::SQS::Queue' } }),
      'got resources of type AWS::SQS::Queue',
    ],
    [
      'an export',
      withTopic({ Outputs: { Out: { Value: 'v', Export: { Name: 'n' } } } }),
      'got exports of the outputs Out',
    ],
    ['a transform', withTopic({ Transform: 'AWS::Serverless' }), 'Transform is not modelled'],
    [
      'a snapshot in place of a deletion',
      aTemplate({ Topic: aTopic({}, { DeletionPolicy: 'Snapshot' }) }),
      'DeletionPolicy of Topic is Snapshot, but only Delete, Retain, RetainExceptOnCreate are modelled',
    ],
    [
      'a Ref to nothing',
      named({ Ref: 'Nobody' }),
      'Unresolved resource dependencies [Nobody] in the Resources block',
    ],
    [
      'a prerequisite that is nothing',
      aTemplate({ Topic: aTopic({}, { DependsOn: 'Nobody' }) }),
      'Unresolved resource dependencies [Nobody] in the Resources block',
    ],
    [
      'a placeholder that stands for nothing',
      named({ 'Fn::Sub': `\${Nobody.Arn}` }),
      'Unresolved resource dependencies [Nobody] in the Resources block',
    ],
    [
      'an output of nothing',
      withTopic({ Outputs: { A: { Value: { Ref: 'Nobody' } } } }),
      'Unresolved resource dependencies [Nobody] in the Outputs block',
    ],
    [
      'a condition on a resource',
      withTopic({ Conditions: { A: { 'Fn::Equals': [{ Ref: 'Topic' }, 'x'] } } }),
      'Unresolved resource dependencies [Topic] in the Conditions block',
    ],
    [
      'an attribute that the schema lacks',
      aTemplate({ Topic: aTopic(), Group: aLogGroup({ LogGroupName: { 'Fn::GetAtt': 'Topic.Colour' } }) }),
      'resource Topic does not support attribute type Colour',
    ],
    ["another stack's output", named({ 'Fn::ImportValue': 'n' }), 'got the function Fn::ImportValue'],
    ['a function that is not modelled', named({ 'Fn::GetAZs': '' }), 'got the function Fn::GetAZs'],
    ['a dynamic reference', named('{{resolve:ssm:x}}'), 'got the dynamic reference'],
    [
      'a condition that is not there',
      aTemplate({ Topic: aTopic({}, { Condition: 'IsProd' }) }),
      'Unresolved condition dependency IsProd',
    ],
    [
      'resources that wait for each other',
      aTemplate({
        A: aTopic({ DisplayName: { Ref: 'B' } }),
        B: aTopic({ DisplayName: { Ref: 'A' } }),
        C: aTopic(),
      }),
      'Circular dependency between resources: [A, B]',
    ],
    [
      'a reference to what a condition leaves out',
      aTemplate(
        { Topic: aTopic({}, { Condition: 'Never' }), Group: aLogGroup({ LogGroupName: { Ref: 'Topic' } }) },
        { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
      ),
      'Unresolved resource dependencies [Topic]',
    ],
    [
      'a parameter without a value',
      withTopic({ Parameters: { A: { Type: 'String' } } }),
      'Parameters: [A] must have values',
    ],
  ])('%s', async (_, body, message) => {
    await expect(scene.plan(body)).rejects.toMatchObject({
      ...{ name: 'ValidationError', message: expect.stringContaining(message) },
    });
    expect(scene.shelf.calls).toEqual([]);
  });

  it('a parameter that it does not have', async () => {
    const Parameters = [{ ParameterKey: 'Nobody', ParameterValue: 'x' }];
    await expect(scene.plan(withTopic({}), { Parameters })).rejects.toThrow(
      'Parameters: [Nobody] do not exist in the template',
    );
  });

  it('a resource that has become another type', async () => {
    await scene.deploy(aTemplate({ One: aTopic() }));
    await expect(scene.plan(aTemplate({ One: aLogGroup() }))).rejects.toThrow(
      'modifies resource type of the following resources: [One]',
    );
  });
});

describe('resources of IAM', () => {
  const role = (Properties: object) =>
    aTemplate({
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...Properties } },
    });

  it('need CAPABILITY_IAM', async () => {
    await expect(scene.plan(role({}))).rejects.toMatchObject({
      ...{ name: 'InsufficientCapabilitiesException', message: 'Requires capabilities : [CAPABILITY_IAM]' },
    });
    const { StackStatus } = await scene.deploy(role({}), { Capabilities: ['CAPABILITY_IAM'] });
    expect(StackStatus).toBe('CREATE_COMPLETE');
  });

  it('need CAPABILITY_NAMED_IAM where the template names them', async () => {
    const Capabilities = ['CAPABILITY_IAM' as const];
    await expect(scene.plan(role({ RoleName: 'boss' }), { Capabilities })).rejects.toThrow(
      'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    );
    const options = { Capabilities: ['CAPABILITY_NAMED_IAM' as const] };
    expect((await scene.deploy(role({ RoleName: 'boss' }), options)).StackStatus).toBe('CREATE_COMPLETE');
  });
});

describe('rules of a template', () => {
  it('are not looked at', async () => {
    const Rules = { Version: { Assertions: [{ Assert: { 'Fn::Contains': [['1'], { Ref: 'Nobody' }] } }] } };
    expect((await scene.deploy(withTopic({ Rules }))).StackStatus).toBe('CREATE_COMPLETE');
  });
});
