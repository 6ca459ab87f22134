import {
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  GetTemplateCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, it } from 'vitest';
import { aLogGroup, aScene, aTemplate, aTopic, type Definition, type Scene } from './scene.ts';
import type { Call } from './shelf.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await aScene();
});

const failing = (verb: Call['verb'], logicalId: string) => (call: Call) =>
  call.verb === verb && call.logicalId === logicalId ? 'it is refused' : undefined;

/** A topic, and what comes after it. */
const pair = (topic: object, last: Definition) =>
  aTemplate({ Topic: aTopic({ ...topic }), Last: { ...last, DependsOn: 'Topic' } });

describe('a creation that fails', () => {
  it('deletes what had been made, begins nothing more, and says why', async () => {
    scene.shelf.refuse = failing('create', 'Last');
    const body = aTemplate({
      ...JSON.parse(pair({}, aTopic())).Resources,
      After: aTopic({}, { DependsOn: 'Last' }),
    });
    const { StackStatus } = await scene.deploy(body);
    expect(StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(scene.shelf.calls).toEqual(['create Topic', 'create Last', 'delete Topic']);
    expect(await scene.reason('Last', 'CREATE_FAILED')).toBe('it is refused');
    expect(await scene.reason('app', 'ROLLBACK_IN_PROGRESS')).toBe(
      'The following resource(s) failed to create: [Last]. Rollback requested by user.',
    );
  });

  it('leaves a stack that can only be deleted', async () => {
    scene.shelf.refuse = failing('create', 'Topic');
    const { StackId } = await scene.deploy(aTemplate({ Topic: aTopic() }));
    await expect(scene.plan(aTemplate({ Topic: aTopic({ DisplayName: 'x' }) }))).rejects.toMatchObject({
      ...{ name: 'ValidationError' },
      message: `Stack:${StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    });
    expect((await scene.destroy()).StackStatus).toBe('DELETE_COMPLETE');
  });

  it('keeps what Retain keeps, but not what RetainExceptOnCreate would', async () => {
    scene.shelf.refuse = failing('create', 'Last');
    const kept = aTopic({}, { DeletionPolicy: 'Retain' });
    const dropped = aTopic({}, { DeletionPolicy: 'RetainExceptOnCreate' });
    const last = aTopic({}, { DependsOn: ['Kept', 'Dropped'] });
    await scene.deploy(aTemplate({ Kept: kept, Dropped: dropped, Last: last }));
    expect(Object.keys(scene.shelf.contents())).toEqual(['Kept']);
  });

  it('leaves everything as it is when rollback is disabled, until it is asked for', async () => {
    scene.shelf.refuse = failing('create', 'Last');
    const stack = await scene.deploy(pair({}, aTopic()), { DisableRollback: true });
    expect(stack).toMatchObject({ StackStatus: 'CREATE_FAILED', DisableRollback: true });
    expect(Object.keys(scene.shelf.contents())).toEqual(['Topic']);
    await scene.client.send(new RollbackStackCommand({ StackName: 'app' }));
    expect((await scene.stack()).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(scene.shelf.contents()).toEqual({});
  });

  it('deletes the stack when that is what OnFailure says', async () => {
    scene.shelf.refuse = failing('create', 'Last');
    const TemplateBody = pair({}, aTopic());
    const { StackId } = await scene.client.send(
      new CreateStackCommand({ StackName: 'app', TemplateBody, OnFailure: 'DELETE' }),
    );
    expect((await scene.stack(StackId)).StackStatus).toBe('DELETE_COMPLETE');
    expect(scene.shelf.contents()).toEqual({});
  });

  it('cannot be rolled back where something cannot be deleted, which deleting the stack tries again', async () => {
    scene.shelf.refuse = (call) => failing('create', 'Last')(call) ?? failing('delete', 'Topic')(call);
    expect((await scene.deploy(pair({}, aTopic()))).StackStatus).toBe('ROLLBACK_FAILED');
    scene.shelf.refuse = () => undefined;
    expect((await scene.destroy()).StackStatus).toBe('DELETE_COMPLETE');
    expect(scene.shelf.contents()).toEqual({});
  });

  it('tells the names of properties that the schema lacks or wants', async () => {
    const Version = { Type: 'AWS::AppConfig::HostedConfigurationVersion', Properties: { Colour: 'red' } };
    expect((await scene.deploy(aTemplate({ Version }))).StackStatus).toBe('ROLLBACK_COMPLETE');
    const reason = await scene.reason('Version', 'CREATE_FAILED');
    expect(reason).toContain('Properties validation failed for resource Version with message:');
    expect(reason).toContain('#: extraneous key [Colour] is not permitted');
    expect(reason).toContain('#: required key [ContentType] not found');
  });
});

describe('an update that fails', () => {
  const before = pair({ DisplayName: 'one' }, aLogGroup({ LogGroupName: 'one' }));

  it('changes back in place what it had changed in place, what it failed on too', async () => {
    await scene.deploy(pair({ DisplayName: 'one' }, aTopic({ DisplayName: 'last one' })));
    scene.shelf.refuse = (call) => (call.properties.DisplayName === 'last two' ? 'it is refused' : undefined);
    const { StackStatus } = await scene.deploy(
      pair({ DisplayName: 'two' }, aTopic({ DisplayName: 'last two' })),
    );
    expect(StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(scene.shelf.contents()).toEqual({
      Topic: [{ DisplayName: 'one' }],
      Last: [{ DisplayName: 'last one' }],
    });
    expect(await scene.reason('app', 'UPDATE_ROLLBACK_IN_PROGRESS')).toBe(
      'The following resource(s) failed to update: [Last]. ',
    );
  });

  it('goes back to what had been replaced, and deletes what was new', async () => {
    await scene.deploy(pair({ TopicName: 'one' }, aLogGroup({ LogGroupName: 'one' })));
    scene.shelf.refuse = failing('create', 'Last');
    await scene.deploy(pair({ TopicName: 'two' }, aLogGroup({ LogGroupName: 'two' })));
    expect(scene.shelf.contents()).toEqual({
      Topic: [{ TopicName: 'one' }],
      Last: [{ LogGroupName: 'one' }],
    });
    expect(await scene.story()).toEqual([
      'app UPDATE_IN_PROGRESS',
      'Topic UPDATE_IN_PROGRESS',
      'Topic UPDATE_COMPLETE',
      'Last UPDATE_IN_PROGRESS',
      'Last UPDATE_FAILED',
      'app UPDATE_ROLLBACK_IN_PROGRESS',
      'Topic UPDATE_COMPLETE',
      'app UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Topic DELETE_IN_PROGRESS',
      'Topic DELETE_COMPLETE',
      'app UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  it('tells old from new by themselves, though Ref returns the same for both', async () => {
    const version = (Content: string) => ({
      Type: 'AWS::AppConfig::HostedConfigurationVersion',
      Properties: { ApplicationId: 'a', ConfigurationProfileId: 'p', ContentType: 'text/plain', Content },
    });
    await scene.deploy(aTemplate({ Version: version('one') }));
    const last = aTopic({}, { DependsOn: 'Version' });
    scene.shelf.refuse = failing('create', 'Last');
    await scene.deploy(aTemplate({ Version: version('two'), Last: last }));
    expect(scene.shelf.contents().Version).toMatchObject([{ Content: 'one' }]);
    scene.shelf.refuse = () => undefined;
    await scene.deploy(aTemplate({ Version: version('two') }));
    expect(scene.shelf.contents().Version).toMatchObject([{ Content: 'two' }]);
  });

  it('brings template, parameters and outputs back', async () => {
    const sections = (Default: string) => ({
      Parameters: { Name: { Type: 'String', Default } },
      Outputs: { Name: { Value: { Ref: 'Name' } } },
    });
    const body = aTemplate({ Topic: aTopic({ DisplayName: { Ref: 'Name' } }) }, sections('one'));
    await scene.deploy(body);
    scene.shelf.refuse = ({ properties }) => (properties.DisplayName === 'two' ? 'no' : undefined);
    await scene.deploy(aTemplate({ Topic: aTopic({ DisplayName: { Ref: 'Name' } }) }, sections('two')));
    const { TemplateBody } = await scene.client.send(new GetTemplateCommand({ StackName: 'app' }));
    expect(TemplateBody).toBe(body);
    expect((await scene.stack()).Parameters).toEqual([{ ParameterKey: 'Name', ParameterValue: 'one' }]);
    expect(await scene.outputs()).toEqual({ Name: 'one' });
  });

  it('can be followed by an update that goes well', async () => {
    await scene.deploy(before);
    scene.shelf.refuse = ({ properties }) => (properties.DisplayName === 'two' ? 'no' : undefined);
    await scene.deploy(pair({ DisplayName: 'two' }, aLogGroup({ LogGroupName: 'one' })));
    const { StackStatus } = await scene.deploy(
      pair({ DisplayName: 'three' }, aLogGroup({ LogGroupName: 'one' })),
    );
    expect(StackStatus).toBe('UPDATE_COMPLETE');
    expect(scene.shelf.contents().Topic).toEqual([{ DisplayName: 'three' }]);
  });

  it('fails to roll back where a resource cannot be changed back, which can be tried again', async () => {
    await scene.deploy(before);
    scene.shelf.refuse = failing('update', 'Topic');
    expect(await scene.deploy(pair({ DisplayName: 'two' }, aLogGroup()))).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_FAILED',
      StackStatusReason: 'The following resource(s) failed to update: [Topic]. ',
    });
    scene.shelf.refuse = () => undefined;
    await scene.client.send(new ContinueUpdateRollbackCommand({ StackName: 'app' }));
    expect((await scene.stack()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(scene.shelf.contents().Topic).toEqual([{ DisplayName: 'one' }]);
  });
});

describe('an update that fails and may not be rolled back', () => {
  const one = pair({ TopicName: 'one' }, aTopic({ DisplayName: 'last one' }));
  const two = pair({ TopicName: 'two' }, aTopic({ DisplayName: 'last two' }));
  const options = { DisableRollback: true };

  beforeEach(async () => {
    await scene.deploy(one);
    scene.shelf.refuse = ({ properties }) => (properties.DisplayName === 'last two' ? 'no' : undefined);
    expect((await scene.deploy(two, options)).StackStatus).toBe('UPDATE_FAILED');
    scene.shelf.refuse = () => undefined;
  });

  it('keeps what was replaced until the next update goes well', async () => {
    expect(scene.shelf.contents().Topic).toEqual([{ TopicName: 'one' }, { TopicName: 'two' }]);
    expect((await scene.deploy(two, options)).StackStatus).toBe('UPDATE_COMPLETE');
    expect(scene.shelf.contents()).toEqual({
      Topic: [{ TopicName: 'two' }],
      Last: [{ DisplayName: 'last two' }],
    });
  });

  it('tries again what failed even where the template wants what was there before', async () => {
    await scene.deploy(pair({ TopicName: 'two' }, aTopic({ DisplayName: 'last one' })), options);
    expect(scene.shelf.contents().Last).toEqual([{ DisplayName: 'last one' }]);
  });

  it('refuses a next update that could be rolled back', async () => {
    await expect(scene.deploy(two)).rejects.toThrow(
      'This stack is currently in a non-terminal [UPDATE_FAILED] state.',
    );
  });

  it('goes back over several failed updates to what was stable', async () => {
    scene.shelf.refuse = ({ properties }) => (properties.DisplayName === 'last three' ? 'no' : undefined);
    await scene.deploy(pair({ TopicName: 'three' }, aTopic({ DisplayName: 'last three' })), options);
    await scene.client.send(new RollbackStackCommand({ StackName: 'app' }));
    expect((await scene.stack()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(scene.shelf.contents()).toEqual({
      Topic: [{ TopicName: 'one' }],
      Last: [{ DisplayName: 'last one' }],
    });
  });

  it('leaves nothing when the stack is deleted', async () => {
    await scene.destroy();
    expect(scene.shelf.contents()).toEqual({});
  });
});
