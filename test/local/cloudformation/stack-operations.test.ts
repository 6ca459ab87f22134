import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../local/http/service-error.ts';
import { aLogGroup, aScene, aTemplate, aTopic, type Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await aScene();
});

/** A log group named after a topic. */
const chain = (topic: object = {}, group: object = {}) =>
  aTemplate({
    Group: aLogGroup({ LogGroupName: { 'Fn::Sub': `/x/\${Topic.TopicName}` } }, group),
    Topic: aTopic({ ...topic }),
  });

describe('creating a stack', () => {
  it('makes what others refer to first, and hands on its identifiers and attributes', async () => {
    const { StackStatus } = await scene.deploy(
      aTemplate({
        Group: aLogGroup({
          LogGroupName: { Ref: 'Topic' },
          KmsKeyId: { 'Fn::GetAtt': ['Topic', 'TopicName'] },
        }),
        Topic: aTopic({ TopicName: 'news' }),
      }),
    );
    expect(StackStatus).toBe('CREATE_COMPLETE');
    expect(scene.shelf.calls).toEqual(['create Topic', 'create Group']);
    expect(scene.shelf.contents().Group).toEqual([{ LogGroupName: 'arn:sns/news', KmsKeyId: 'news' }]);
  });

  it('waits for what DependsOn names, though nothing refers to it', async () => {
    const last = aTopic({}, { DependsOn: ['Second'] });
    const second = aTopic({}, { DependsOn: 'First' });
    await scene.deploy(aTemplate({ Last: last, Second: second, First: aTopic() }));
    expect(scene.shelf.calls).toEqual(['create First', 'create Second', 'create Last']);
  });

  it('makes what is independent of each other at the same time', async () => {
    let waiting = 0;
    let release = () => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    scene.shelf.during = async () => {
      waiting += 1;
      if (waiting === 2) release();
      await both;
    };
    await scene.deploy(aTemplate({ One: aTopic(), Two: aTopic() }));
    expect(Object.keys(scene.shelf.contents())).toHaveLength(2);
  });

  it('generates a name of stack, logical id and chance where the template gives none', async () => {
    await scene.deploy(aTemplate({ Topic: aTopic(), ['Long'.repeat(20)]: aTopic() }));
    const { StackResources = [] } = await scene.client.send(
      new DescribeStackResourcesCommand({ StackName: 'app' }),
    );
    const names = StackResources.map(({ PhysicalResourceId = '' }) =>
      PhysicalResourceId.replace('arn:sns/', ''),
    );
    expect(names.some((name) => /^app-Topic-[A-Z0-9]{12}$/.test(name))).toBe(true);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(64);
  });

  it('tells its events newest first, no two at the same time though the clock stands still', async () => {
    await scene.deploy(chain());
    const { StackEvents = [] } = await scene.client.send(
      new DescribeStackEventsCommand({ StackName: 'app' }),
    );
    const times = StackEvents.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
    expect(times).toEqual([...new Set(times)].sort((one, other) => other - one));
    expect(await scene.story()).toEqual([
      'app CREATE_IN_PROGRESS',
      'Topic CREATE_IN_PROGRESS',
      'Topic CREATE_COMPLETE',
      'Group CREATE_IN_PROGRESS',
      'Group CREATE_COMPLETE',
      'app CREATE_COMPLETE',
    ]);
  });

  it('needs no change set', async () => {
    const made = { StackName: 'direct', TemplateBody: chain(), EnableTerminationProtection: true };
    await scene.client.send(new CreateStackCommand(made));
    expect(await scene.stack('direct')).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      EnableTerminationProtection: true,
    });
    await expect(scene.client.send(new CreateStackCommand(made))).rejects.toMatchObject({
      ...{ name: 'AlreadyExistsException', message: 'Stack [direct] already exists' },
    });
  });

  it('takes a type that no schema describes as it comes', async () => {
    const Metadata = { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } };
    expect((await scene.deploy(aTemplate({ Metadata }))).StackStatus).toBe('CREATE_COMPLETE');
  });
});

describe('updating a stack', () => {
  it('changes in place what no changed property replaces', async () => {
    await scene.deploy(chain({ DisplayName: 'one' }));
    await scene.deploy(chain({ DisplayName: 'two' }));
    expect(scene.shelf.calls.slice(2)).toEqual(['update Topic']);
    expect(scene.shelf.contents().Topic).toEqual([{ DisplayName: 'two' }]);
  });

  it('makes the new resource before it deletes the one it replaces, and looks again at what refers to it', async () => {
    await scene.deploy(chain({ TopicName: 'one' }));
    await scene.deploy(chain({ TopicName: 'two' }));
    expect(scene.shelf.calls.slice(2)).toEqual([
      'create Topic',
      'create Group',
      'delete Group',
      'delete Topic',
    ]);
    expect(scene.shelf.contents().Group).toEqual([{ LogGroupName: '/x/two' }]);
    expect(await scene.story()).toEqual([
      'app UPDATE_IN_PROGRESS',
      'Topic UPDATE_IN_PROGRESS',
      'Topic UPDATE_COMPLETE',
      'Group UPDATE_IN_PROGRESS',
      'Group UPDATE_COMPLETE',
      'app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Group DELETE_IN_PROGRESS',
      'Group DELETE_COMPLETE',
      'Topic DELETE_IN_PROGRESS',
      'Topic DELETE_COMPLETE',
      'app UPDATE_COMPLETE',
    ]);
  });

  it('deletes what the template has no longer, and only after everything else went well', async () => {
    await scene.deploy(aTemplate({ Old: aTopic(), Kept: aTopic() }));
    await scene.deploy(aTemplate({ Kept: aTopic(), New: aTopic() }));
    expect(scene.shelf.calls.slice(2)).toEqual(['create New', 'delete Old']);
  });

  it('leaves alone what refers to a resource that only changed in place', async () => {
    await scene.deploy(chain({ DisplayName: 'one' }));
    const { Changes = [] } = await scene.forecast(chain({ DisplayName: 'two' }));
    expect(Changes.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId)).toEqual(['Topic']);
  });

  it('leaves behind what the clean-up cannot delete, and is complete all the same', async () => {
    await scene.deploy(aTemplate({ Old: aTopic(), Kept: aTopic() }));
    scene.shelf.refuse = ({ verb }) => (verb === 'delete' ? 'it sticks' : undefined);
    expect((await scene.deploy(aTemplate({ Kept: aTopic() }))).StackStatus).toBe('UPDATE_COMPLETE');
    expect(await scene.reason('Old', 'DELETE_FAILED')).toBe('it sticks');
    scene.shelf.refuse = () => undefined;
    await scene.destroy();
    expect(Object.keys(scene.shelf.contents())).toEqual(['Old']);
  });

  it('says that there is nothing to update', async () => {
    const TemplateBody = chain();
    await scene.deploy(TemplateBody);
    const update = new UpdateStackCommand({ StackName: 'app', TemplateBody });
    await expect(scene.client.send(update)).rejects.toMatchObject({
      ...{ name: 'ValidationError', message: 'No updates are to be performed.' },
    });
    await scene.client.send(
      new UpdateStackCommand({ StackName: 'app', TemplateBody: chain({ DisplayName: 'x' }) }),
    );
    expect((await scene.stack()).StackStatus).toBe('UPDATE_COMPLETE');
  });

  it('lists each resource once, as it is now', async () => {
    await scene.deploy(aTemplate({ Topic: aTopic({ TopicName: 'one' }), Gone: aTopic() }));
    await scene.deploy(aTemplate({ Topic: aTopic({ TopicName: 'two' }) }));
    const { StackResources = [] } = await scene.client.send(
      new DescribeStackResourcesCommand({ StackName: 'app' }),
    );
    const listed = StackResources.map((one) => [one.LogicalResourceId, one.ResourceStatus]);
    expect(listed).toEqual([
      ['Topic', 'UPDATE_COMPLETE'],
      ['Gone', 'DELETE_COMPLETE'],
    ]);
    expect(StackResources[0]?.PhysicalResourceId).toBe('arn:sns/two');
  });
});

describe('deleting a stack', () => {
  it('deletes dependents first, and frees the name', async () => {
    const { StackId } = await scene.deploy(chain());
    expect((await scene.destroy()).StackStatus).toBe('DELETE_COMPLETE');
    expect(scene.shelf.calls.slice(2)).toEqual(['delete Group', 'delete Topic']);
    await expect(scene.stack()).rejects.toThrow('Stack with id app does not exist');
    await scene.deploy(chain());
    expect((await scene.stack()).StackId).not.toBe(StackId);
  });

  it('is done when there is no such stack', async () => {
    await scene.client.send(new DeleteStackCommand({ StackName: 'nobody' }));
    const { Stacks } = await scene.client.send(new DescribeStacksCommand({}));
    expect(Stacks ?? []).toEqual([]);
  });

  it('counts a resource as deleted that is gone already', async () => {
    await scene.deploy(chain());
    scene.shelf.refuse = ({ verb }) =>
      verb === 'delete' ? new ServiceError('ResourceNotFoundException', 404, 'it is gone') : undefined;
    expect((await scene.destroy()).StackStatus).toBe('DELETE_COMPLETE');
  });

  it('fails with what could not be deleted, keeps what that needs, and can be tried again', async () => {
    await scene.deploy(aTemplate({ ...JSON.parse(chain()).Resources, Other: aTopic() }));
    scene.shelf.refuse = ({ verb, logicalId }) =>
      verb + logicalId === 'deleteGroup' ? 'it sticks' : undefined;
    expect(await scene.destroy()).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [Group]. ',
    });
    expect(Object.keys(scene.shelf.contents()).sort()).toEqual(['Group', 'Topic']);
    scene.shelf.refuse = () => undefined;
    expect((await scene.destroy()).StackStatus).toBe('DELETE_COMPLETE');
    expect(scene.shelf.contents()).toEqual({});
  });

  it('is refused while the stack is protected', async () => {
    await scene.deploy(chain());
    const protection = (EnableTerminationProtection: boolean) =>
      scene.client.send(
        new UpdateTerminationProtectionCommand({ StackName: 'app', EnableTerminationProtection }),
      );
    await protection(true);
    await expect(scene.destroy()).rejects.toThrow(
      'Stack [app] cannot be deleted while TerminationProtection is enabled',
    );
    await protection(false);
    expect((await scene.destroy()).StackStatus).toBe('DELETE_COMPLETE');
  });
});

describe('what a template says of deletion', () => {
  it('keeps what DeletionPolicy retains, when the template has it no longer and when the stack goes', async () => {
    const kept = aTopic({}, { DeletionPolicy: 'Retain' });
    await scene.deploy(
      aTemplate({ A: kept, B: aTopic({}, { DeletionPolicy: 'RetainExceptOnCreate' }), C: aTopic() }),
    );
    await scene.deploy(aTemplate({ B: aTopic({}, { DeletionPolicy: 'RetainExceptOnCreate' }), C: aTopic() }));
    expect(await scene.story()).toContain('A DELETE_SKIPPED');
    await scene.destroy();
    expect(Object.keys(scene.shelf.contents()).sort()).toEqual(['A', 'B']);
  });

  it('keeps what is replaced where UpdateReplacePolicy of the new template retains it', async () => {
    await scene.deploy(aTemplate({ Topic: aTopic({ TopicName: 'one' }) }));
    const Topic = aTopic({ TopicName: 'two' }, { UpdateReplacePolicy: 'Retain' });
    await scene.deploy(aTemplate({ Topic }));
    expect(scene.shelf.contents().Topic).toEqual([{ TopicName: 'one' }, { TopicName: 'two' }]);
    await scene.destroy();
    expect(scene.shelf.contents().Topic).toEqual([{ TopicName: 'one' }]);
  });

  it('takes on a policy that is all that changed, and troubles no provider', async () => {
    await scene.deploy(aTemplate({ Topic: aTopic() }));
    await scene.deploy(aTemplate({ Topic: aTopic({}, { DeletionPolicy: 'Retain' }) }));
    await scene.destroy();
    expect(scene.shelf.calls).toEqual(['create Topic']);
  });
});
