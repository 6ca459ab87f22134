import { beforeEach, describe, expect, it } from 'vitest';
import { aScene, aTemplate, aTopic, type Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await aScene();
});

const producer = (TopicName: string, Name = 'topic') =>
  aTemplate(
    { Topic: aTopic({ TopicName }) },
    { Outputs: { Out: { Value: { Ref: 'Topic' }, Export: { Name } } } },
  );
const consumer = aTemplate({ Copy: aTopic({ DisplayName: { 'Fn::ImportValue': 'topic' } }) });

describe('exports', () => {
  it('are read by other stacks, and must be there', async () => {
    await expect(scene.plan(consumer, {}, 'consumer')).rejects.toThrow('No export named topic found.');
    await scene.deploy(producer('one'));
    await scene.deploy(consumer, {}, 'consumer');
    expect(scene.shelf.contents().Copy).toEqual([{ DisplayName: 'arn:sns/one' }]);
  });

  it('have a name once in the account', async () => {
    await scene.deploy(producer('one'));
    const { StackStatus } = await scene.deploy(producer('two'), {}, 'other');
    expect(StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await scene.reason('other', 'ROLLBACK_IN_PROGRESS', 'other')).toContain(
      'Export with name topic is already exported by stack app.',
    );
  });

  it.each([
    ['deleted', producer('one', 'renamed')],
    ['updated', producer('two')],
  ])('cannot be %s while another stack uses them', async (verb, body) => {
    await scene.deploy(producer('one'));
    await scene.deploy(consumer, {}, 'consumer');
    expect((await scene.deploy(body)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scene.reason('app', 'UPDATE_ROLLBACK_IN_PROGRESS')).toBe(
      `Export topic cannot be ${verb} as it is in use by consumer`,
    );
    expect(scene.shelf.contents().Topic).toEqual([{ TopicName: 'one' }]);
  });

  it('keep their stack from being deleted until nobody uses them', async () => {
    await scene.deploy(producer('one'));
    await scene.deploy(consumer, {}, 'consumer');
    expect(await scene.destroy()).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      StackStatusReason: 'Export topic cannot be deleted as it is in use by consumer',
    });
    await scene.destroy('consumer');
    expect((await scene.destroy()).StackStatus).toBe('DELETE_COMPLETE');
  });
});
