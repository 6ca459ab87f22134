import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  type ResourceChange,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, it } from 'vitest';
import { aLogGroup, aScene, aTemplate, aTopic, type Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await aScene();
});

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

async function changes(body: string): Promise<readonly ResourceChange[]> {
  const { Changes = [] } = await scene.forecast(body);
  return Changes.map(({ ResourceChange = {} }) => ResourceChange);
}

describe('what a change set says', () => {
  it('lists what is added, changed and removed, each with its type', async () => {
    await scene.deploy(
      aTemplate({ Changed: aTopic({ DisplayName: 'one' }), Gone: aLogGroup(), Same: aTopic() }),
    );
    const next = aTemplate({ Changed: aTopic({ DisplayName: 'two' }), New: aLogGroup(), Same: aTopic() });
    expect(await changes(next)).toMatchObject([
      {
        Action: 'Modify',
        LogicalResourceId: 'Changed',
        ResourceType: 'AWS::SNS::Topic',
        Replacement: 'False',
      },
      { Action: 'Add', LogicalResourceId: 'New', ResourceType: 'AWS::Logs::LogGroup' },
      { Action: 'Remove', LogicalResourceId: 'Gone', PolicyAction: 'Delete' },
    ]);
  });

  it('tells property by property what was and what will be, and whether it replaces', async () => {
    await scene.deploy(aTemplate({ Topic: aTopic({ DisplayName: 'one', TopicName: 'a' }) }));
    const [change] = await changes(aTemplate({ Topic: aTopic({ DisplayName: 'two', TopicName: 'b' }) }));
    expect(change).toMatchObject({
      ...{ Replacement: 'True', PolicyAction: 'ReplaceAndDelete', Scope: ['Properties'] },
      PhysicalResourceId: 'arn:sns/a',
    });
    const targets = change?.Details?.map(({ Target, Evaluation }) => [
      ...[Target?.Name, Target?.BeforeValue, Target?.AfterValue, Target?.RequiresRecreation, Evaluation],
    ]);
    expect(targets).toEqual([
      ['DisplayName', 'one', 'two', 'Never', 'Static'],
      ['TopicName', 'a', 'b', 'Always', 'Static'],
    ]);
    expect(JSON.parse(change?.AfterContext ?? '')).toEqual({
      Properties: { DisplayName: 'two', TopicName: 'b' },
    });
  });

  it('takes what refers to a resource that will be replaced to change, and perhaps to be replaced', async () => {
    const body = (TopicName: string) =>
      aTemplate({ Group: aLogGroup({ LogGroupName: { Ref: 'Topic' } }), Topic: aTopic({ TopicName }) });
    await scene.deploy(body('one'));
    const group = (await changes(body('two'))).find((one) => one.LogicalResourceId === 'Group');
    expect(group).toMatchObject({ Action: 'Modify', Replacement: 'Conditional' });
    expect(group?.Details?.[0]).toMatchObject({
      ...{ Evaluation: 'Dynamic', ChangeSource: 'ResourceReference' },
      Target: { AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}', RequiresRecreation: 'Always' },
    });
  });

  it('sees a property that replaces inside one that does not', async () => {
    const body = (VpcId: string, Policy: object) =>
      aTemplate({
        Point: {
          Type: 'AWS::S3::AccessPoint',
          Properties: { Bucket: 'b', VpcConfiguration: { VpcId }, Policy },
        },
      });
    await scene.deploy(body('vpc-1', {}));
    expect(await changes(body('vpc-1', { Statement: [] }))).toMatchObject([{ Replacement: 'False' }]);
    expect(await changes(body('vpc-2', {}))).toMatchObject([{ Replacement: 'True' }]);
  });

  it('tells what is retained', async () => {
    const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    await scene.deploy(aTemplate({ A: aTopic({ TopicName: 'a' }, kept), B: aTopic({}, kept) }));
    expect(await changes(aTemplate({ A: aTopic({ TopicName: 'b' }, kept) }))).toMatchObject([
      { LogicalResourceId: 'A', PolicyAction: 'ReplaceAndRetain' },
      { LogicalResourceId: 'B', PolicyAction: 'Retain' },
    ]);
  });

  it('names the part of a definition that changed beside the properties', async () => {
    await scene.deploy(aTemplate({ Topic: aTopic() }));
    const next = aTopic({}, { Metadata: { path: 'x' }, DeletionPolicy: 'Retain' });
    expect(await changes(aTemplate({ Topic: next }))).toMatchObject([
      { Action: 'Modify', Replacement: 'False', Scope: ['Metadata', 'DeletionPolicy'] },
    ]);
  });

  it('holds settings and parameters, as the stack does afterwards', async () => {
    const body = aTemplate(
      { Topic: aTopic() },
      { Description: 'what it is', Parameters: { Key: { Type: 'String', NoEcho: true } } },
    );
    const options = {
      Tags: [{ Key: 'team', Value: '' }],
      NotificationARNs: ['arn:topic'],
      Parameters: [{ ParameterKey: 'Key', ParameterValue: 'secret' }],
    };
    const told = {
      ...options,
      Parameters: [{ ParameterKey: 'Key', ParameterValue: '****' }],
      Description: 'what it is',
    };
    const { Description: _, ...ofChangeSet } = told;
    expect(await scene.forecast(body, options)).toMatchObject({ ...ofChangeSet, Status: 'CREATE_COMPLETE' });
    expect(await scene.deploy(body, options)).toMatchObject(told);
  });
});

describe('a change set without changes', () => {
  it('has failed, in the words that the command line knows', async () => {
    await scene.deploy(aTemplate({ Topic: aTopic() }));
    const forecast = await scene.forecast(aTemplate({ Topic: aTopic() }, { Description: 'only words' }));
    expect(forecast).toMatchObject({
      ...{ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE', StatusReason: NO_CHANGES },
    });
    const { StackName, ChangeSetId: ChangeSetName } = forecast;
    await expect(
      scene.client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName })),
    ).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
  });

  it('is not one whose outputs, tags or notifications differ', async () => {
    const topic = { Topic: aTopic() };
    await scene.deploy(aTemplate(topic));
    const tags = { Tags: [{ Key: 'k', Value: 'v' }] };
    const notified = { NotificationARNs: ['arn:topic'] };
    for (const forecast of [
      scene.forecast(aTemplate(topic, { Outputs: { A: { Value: 'a' } } })),
      scene.forecast(aTemplate(topic), tags),
      scene.forecast(aTemplate(topic), notified),
    ]) {
      expect(await forecast).toMatchObject({ Status: 'CREATE_COMPLETE', Changes: [] });
    }
  });

  it('keeps settings that a request leaves out, and drops a list that it sends empty', async () => {
    const body = aTemplate({ Topic: aTopic() });
    await scene.deploy(body, { Tags: [{ Key: 'k', Value: 'v' }] });
    expect(await scene.forecast(body)).toMatchObject({ Status: 'FAILED' });
    expect((await scene.deploy(body, { Tags: [] })).Tags ?? []).toEqual([]);
  });
});

describe('the life of a change set', () => {
  it('leaves a stack in review, without a template, which can be deleted', async () => {
    const address = await scene.plan(aTemplate({ Topic: aTopic() }));
    expect((await scene.stack()).StackStatus).toBe('REVIEW_IN_PROGRESS');
    const { TemplateBody } = await scene.client.send(new GetTemplateCommand({ StackName: 'app' }));
    expect(TemplateBody).toBe('{}');
    await scene.client.send(new DeleteChangeSetCommand(address));
    expect((await scene.destroy()).StackStatus).toBe('DELETE_COMPLETE');
    expect(scene.shelf.calls).toEqual([]);
  });

  it('leaves no stack when the first template is refused', async () => {
    await expect(scene.plan(aTemplate({}))).rejects.toThrow('At least one Resources member must be defined');
    await expect(scene.stack()).rejects.toThrow('Stack with id app does not exist');
  });

  it('ends when it is deleted, or when one of the stack is executed', async () => {
    const body = aTemplate({ Topic: aTopic() });
    const [first, second] = [await scene.plan(body), await scene.plan(body)];
    await scene.client.send(new DeleteChangeSetCommand(first));
    await scene.client.send(new DeleteChangeSetCommand(first));
    await expect(scene.client.send(new DescribeChangeSetCommand(first))).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
    });
    const third = await scene.plan(body);
    await scene.client.send(new ExecuteChangeSetCommand(second));
    await expect(scene.client.send(new ExecuteChangeSetCommand(third))).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
    });
  });

  it('has a name once', async () => {
    const name = { ChangeSetName: 'mine' };
    await scene.plan(aTemplate({ Topic: aTopic() }), name);
    await expect(scene.plan(aTemplate({ Topic: aTopic() }), name)).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
  });

  it('is of the type that the stack needs', async () => {
    const make = (ChangeSetType: 'CREATE' | 'UPDATE' | 'IMPORT') =>
      scene.client.send(
        new CreateChangeSetCommand({
          ...{ StackName: 'app', ChangeSetName: 'set', ChangeSetType },
          TemplateBody: aTemplate({ Topic: aTopic() }),
        }),
      );
    await expect(make('UPDATE')).rejects.toThrow('Stack [app] does not exist');
    await scene.deploy(aTemplate({ Topic: aTopic() }));
    await expect(make('CREATE')).rejects.toThrow('already exists and cannot be created again');
    await expect(make('IMPORT')).rejects.toThrow('IMPORT are not modelled');
  });

  it('cannot be made while an operation is under way', async () => {
    await scene.deploy(aTemplate({ Topic: aTopic() }));
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    scene.shelf.during = () => released;
    const address = await scene.plan(aTemplate({ Topic: aTopic({ DisplayName: 'x' }) }));
    const { ChangeSetName = '', StackName = '' } = address;
    await scene.engine.executeChangeSet({ ChangeSetName, StackName });
    await expect(scene.plan(aTemplate({ Topic: aTopic({ DisplayName: 'y' }) }))).rejects.toThrow(
      'is in UPDATE_IN_PROGRESS state and can not be updated',
    );
    await expect(scene.destroy()).rejects.toThrow('UPDATE_IN_PROGRESS state and can not be deleted');
    release();
    await scene.engine.settled();
  });
});
