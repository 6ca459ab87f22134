import * as sdk from '@aws-sdk/client-appconfig';
import { describe, expect, it } from 'vitest';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { routed } from '../../../local/http/router.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { awsError, Scene } from './scene.ts';

const PREFIX = 'arn:aws:appconfig:us-east-1:123456789012:application';

function arnsOf({ applicationId, environmentId, profileId }: Scene) {
  const application = `${PREFIX}/${applicationId}`;
  const environment = `${application}/environment/${environmentId}`;
  const profile = `${application}/configurationprofile/${profileId}`;
  return { application, environment, profile, deployment: `${environment}/deployment/1` };
}

function tagsOf(scene: Scene, ResourceArn: string) {
  return scene.engine.listTagsForResource({ ResourceArn }).Tags;
}

// BEHAVIOUR A33
describe('tags', () => {
  it('are those of one resource', async () => {
    const scene = new Scene();
    await scene.deploy('new');
    const arns = Object.entries(arnsOf(scene));
    for (const [kind, ResourceArn] of arns) scene.engine.tagResource({ ResourceArn, Tags: { kind } });
    for (const [kind, arn] of arns) expect(tagsOf(scene, arn)).toEqual({ kind });
  });

  it('of a deployment begin with those it was started with', async () => {
    const scene = new Scene();
    await scene.engine.startDeployment({
      ...{ ...scene.environment, ...scene.profile, DeploymentStrategyId: scene.atOnce },
      ...{ ConfigurationVersion: await scene.version('new'), Tags: { why: 'tried' } },
    });
    const { deployment } = arnsOf(scene);
    scene.engine.tagResource({ ResourceArn: deployment, Tags: { who: 'me' } });
    expect(tagsOf(scene, deployment)).toEqual({ why: 'tried', who: 'me' });
  });

  it('are replaced by those of the same key and removed by key', () => {
    const scene = new Scene();
    const ResourceArn = arnsOf(scene).environment;
    scene.engine.tagResource({ ResourceArn, Tags: { a: '1', b: '2' } });
    scene.engine.tagResource({ ResourceArn, Tags: { a: '3', c: '' } });
    scene.engine.untagResource({ ResourceArn, TagKeys: ['b', 'unknown'] });
    expect(tagsOf(scene, ResourceArn)).toEqual({ a: '3', c: '' });
  });

  it.each([
    ['an empty key', { '': 'x' }],
    ['a long key', { ['k'.repeat(129)]: 'x' }],
    ['a key of AWS', { 'aws:x': 'x' }],
    ['a long value', { key: 'v'.repeat(257) }],
    ['a character that is not allowed', { key: 'a,b' }],
  ])('with %s are refused together', (_, bad) => {
    const scene = new Scene();
    const ResourceArn = arnsOf(scene).environment;
    const tag = () => scene.engine.tagResource({ ResourceArn, Tags: { good: 'x', ...bad } });
    expect(tag).toThrow(awsError('BadRequestException'));
    expect(tagsOf(scene, ResourceArn)).toEqual({});
  });

  it('that are not allowed keep a deployment from being started', async () => {
    const scene = new Scene();
    const refused = scene.engine.startDeployment({
      ...{ ...scene.environment, ...scene.profile, DeploymentStrategyId: scene.atOnce },
      ...{ ConfigurationVersion: await scene.version('new'), Tags: { 'aws:x': 'x' } },
    });
    await expect(refused).rejects.toEqual(awsError('BadRequestException', /aws:x/));
    expect(scene.engine.listDeployments(scene.environment).Items).toEqual([]);
  });

  it('are fifty at most', () => {
    const scene = new Scene();
    const ResourceArn = arnsOf(scene).environment;
    const Tags = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`key ${at}`, '']));
    scene.engine.tagResource({ ResourceArn, Tags });
    scene.engine.tagResource({ ResourceArn, Tags: { 'key 7': 'again' } });
    const tag = () => scene.engine.tagResource({ ResourceArn, Tags: { more: '' } });
    expect(tag).toThrow(awsError('BadRequestException', /50/));
  });

  it('belong to nothing that does not exist', () => {
    const scene = new Scene();
    const { application, environment } = arnsOf(scene);
    for (const arn of [
      ...[`${PREFIX}/nowhere`, `${application}/environment/nowhere`],
      ...[`${application}/configurationprofile/nowhere`, `${environment}/deployment/1`],
    ]) {
      expect(() => tagsOf(scene, arn)).toThrow(awsError('ResourceNotFoundException'));
    }
    expect(() => tagsOf(scene, application.replace('123456789012', '210987654321'))).toThrow(
      awsError('BadRequestException', /210987654321/),
    );
  });

  it("travel as the SDK's own client sends them", async () => {
    const scene = new Scene();
    const { client } = await connect(sdk.AppConfigClient, routed(appConfigRoutes(scene.engine)));
    const ResourceArn = arnsOf(scene).environment;
    const Tags = { 'model-rollout:keep': 'yes', 'a/b': 'c d' };
    await client.send(new sdk.TagResourceCommand({ ResourceArn, Tags: { ...Tags, x: '1', y: '2' } }));
    await client.send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ['x', 'y'] }));
    const listed = await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn }));
    expect(listed.Tags).toEqual(Tags);
    const nowhere = new sdk.ListTagsForResourceCommand({ ResourceArn: `${ResourceArn}/deployment/9` });
    await expect(client.send(nowhere)).rejects.toBeInstanceOf(sdk.ResourceNotFoundException);
  });
});
