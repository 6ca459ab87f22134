import { beforeEach, describe, expect, it } from 'vitest';
import { aLogGroup, aScene, aTemplate, aTopic, type Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await aScene();
});

/** Carries a value out as the output of a stack with a topic `news`. */
async function carriedOut(value: unknown, sections: object = {}, options: object = {}) {
  const resources = { Topic: aTopic({ TopicName: 'news' }) };
  await scene.deploy(aTemplate(resources, { ...sections, Outputs: { Value: { Value: value } } }), options);
  return (await scene.outputs()).Value;
}

describe('the functions of a template', () => {
  it.each([
    ['Ref of a resource', { Ref: 'Topic' }, 'arn:sns/news'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Topic', 'TopicName'] }, 'news'],
    ['GetAtt with a dot', { 'Fn::GetAtt': 'Topic.TopicName' }, 'news'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Topic' }, 1]] }, 'a-arn:sns/news-1'],
    ['Sub', { 'Fn::Sub': `\${AWS::Region}/\${Topic.TopicName}/\${!Topic}` }, `us-east-1/news/\${Topic}`],
    [
      'Sub with variables',
      { 'Fn::Sub': [`\${Own} \${Topic}`, { Own: { 'Fn::GetAtt': 'Topic.TopicName' } }] },
      'news arn:sns/news',
    ],
    ['Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Topic' }] }] }, 'news'],
    ['Base64', { 'Fn::Base64': 'abc' }, 'YWJj'],
    ['NoValue', { 'Fn::Join': ['', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'ab'],
    [
      'pseudo parameters',
      {
        'Fn::Join': [
          ' ',
          ['Partition', 'Region', 'AccountId', 'StackName', 'URLSuffix'].map((name) => ({
            Ref: `AWS::${name}`,
          })),
        ],
      },
      'aws us-east-1 123456789012 app amazonaws.com',
    ],
  ])('%s', async (_, value, expected) => {
    expect(await carriedOut(value)).toBe(expected);
  });

  it('find a value in a mapping, and say which is not there', async () => {
    const Mappings = { Layers: { 'us-east-1': { arn: 'layer' } } };
    const find = (region: unknown) => ({ 'Fn::FindInMap': ['Layers', region, 'arn'] });
    await expect(carriedOut(find('eu-west-1'), { Mappings })).rejects.toThrow(
      'Unable to get mapping for Layers::eu-west-1::arn',
    );
    expect(await carriedOut(find({ Ref: 'AWS::Region' }), { Mappings })).toBe('layer');
  });

  it('refuse a place in a list that is not there', async () => {
    await expect(carriedOut({ 'Fn::Select': [2, ['a']] })).rejects.toThrow('nonexistent value at index 2');
  });

  it('leave a member out that has no value', async () => {
    await scene.deploy(
      aTemplate({ Group: aLogGroup({ LogGroupName: 'x', RetentionInDays: { Ref: 'AWS::NoValue' } }) }),
    );
    expect(scene.shelf.contents().Group).toEqual([{ LogGroupName: 'x' }]);
  });
});

describe('conditions', () => {
  const Conditions = {
    Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    Test: { 'Fn::Not': [{ Condition: 'Prod' }] },
    Both: { 'Fn::And': [{ Condition: 'Prod' }, { Condition: 'Test' }] },
    Either: { 'Fn::Or': [{ Condition: 'Prod' }, { Condition: 'Test' }] },
  };
  const Parameters = { Stage: { Type: 'String', Default: 'prod' } };

  it('choose between values', async () => {
    const asked = Object.keys(Conditions).map((name) => ({ 'Fn::If': [name, name, '-'] }));
    expect(await carriedOut({ 'Fn::Join': [' ', asked] }, { Conditions, Parameters })).toBe(
      'Prod - - Either',
    );
  });

  it('leave resources and outputs out, and bring them back', async () => {
    const resources = { Always: aTopic(), InProd: aTopic({}, { Condition: 'Prod' }) };
    const Outputs = { Value: { Value: 'x', Condition: 'Prod' } };
    const body = aTemplate(resources, { Conditions, Parameters, Outputs });
    const stage = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: 'Stage', ParameterValue }] });
    await scene.deploy(body, stage('prod'));
    await scene.deploy(body, stage('test'));
    expect(Object.keys(scene.shelf.contents())).toEqual(['Always']);
    expect(await scene.outputs()).toEqual({});
    await scene.deploy(body, stage('prod'));
    expect(Object.keys(scene.shelf.contents())).toEqual(['Always', 'InProd']);
  });
});

describe('parameters', () => {
  it('have the value that was given, else the one before where that is asked for, else their default', async () => {
    const Parameters = { Name: { Type: 'String', Default: 'a' } };
    const given = (one: object) => ({ Parameters: [{ ParameterKey: 'Name', ...one }] });
    const ref = { Ref: 'Name' };
    expect(await carriedOut(ref, { Parameters })).toBe('a');
    expect(await carriedOut(ref, { Parameters }, given({ ParameterValue: 'b' }))).toBe('b');
    const again = { Parameters, Description: 'again' };
    const tags = { Tags: [{ Key: 'so', Value: 'that something changes' }] };
    expect(await carriedOut(ref, again, { ...tags, ...given({ UsePreviousValue: true }) })).toBe('b');
  });

  it('may be lists', async () => {
    const Parameters = { Names: { Type: 'CommaDelimitedList', Default: 'a, b' } };
    expect(await carriedOut({ 'Fn::Join': ['+', { Ref: 'Names' }] }, { Parameters })).toBe('a+b');
  });

  it('may be read from the parameter store, where they must be', async () => {
    const type = 'AWS::SSM::Parameter::Value<String>';
    const Parameters = { Version: { Type: type, Default: '/bootstrap/version' } };
    await expect(carriedOut({ Ref: 'Version' }, { Parameters })).rejects.toThrow(
      'Unable to fetch parameters [/bootstrap/version] from parameter store for this account.',
    );
    scene.parameters.set('/bootstrap/version', '21');
    expect(await carriedOut({ Ref: 'Version' }, { Parameters })).toBe('21');
    expect((await scene.stack()).Parameters).toEqual([
      { ParameterKey: 'Version', ParameterValue: '/bootstrap/version', ResolvedValue: '21' },
    ]);
  });
});

describe('what Ref returns', () => {
  it('is every identifier that the schema names and the resource has', async () => {
    const Properties = { Action: 'a', Principal: 'p', FunctionName: 'f' };
    const Permission = { Type: 'AWS::Lambda::Permission', Properties };
    const rule = (more: object) => ({ Type: 'AWS::Events::Rule', Properties: { Name: 'r', ...more } });
    const resources = { Permission, Default: rule({}), Other: rule({ EventBusName: 'bus' }) };
    const Outputs = Object.fromEntries(Object.keys(resources).map((Ref) => [Ref, { Value: { Ref } }]));
    await scene.deploy(aTemplate(resources, { Outputs }));
    expect(await scene.outputs()).toEqual({ Permission: 'f|statement-1', Default: 'r', Other: 'bus|r' });
  });
});
