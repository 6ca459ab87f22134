import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { describe, expect, it } from 'vitest';
import { EnvironmentDeployments } from '../../../lambda/watch/environment-deployments.ts';
import { FlagVersions } from '../../../lambda/watch/flag-versions.ts';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { routed } from '../../../local/http/router.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { Scene, START } from '../../local/appconfig/scene.ts';

async function aClient(scene: Scene): Promise<AppConfigClient> {
  return (await connect(AppConfigClient, routed(appConfigRoutes(scene.engine)))).client;
}

async function standingOf(scene: Scene) {
  const client = await aClient(scene);
  return new EnvironmentDeployments(client, scene).standing();
}

/** Deployments of another profile, at once. */
async function deployElsewhere(scene: Scene, times: number): Promise<void> {
  const { engine, environment, applicationId: ApplicationId, atOnce: DeploymentStrategyId } = scene;
  const other = engine.createConfigurationProfile({ ApplicationId, Name: 'other', LocationUri: 'hosted' });
  const profile = { ApplicationId, ConfigurationProfileId: other.Id };
  const version = { ...profile, ContentType: 'text/plain', Content: Buffer.from('x') };
  await engine.createHostedConfigurationVersion(version);
  const deployment = { ...environment, ...profile, DeploymentStrategyId, ConfigurationVersion: '1' };
  for (let time = 0; time < times; time += 1) await engine.startDeployment(deployment);
}

describe('the standing of an environment', () => {
  it('is empty before the first deployment', async () => {
    expect(await standingOf(new Scene())).toEqual({
      ...{ latestNumber: 0, isInProgress: false, isBeforeServed: false },
    });
  });

  it('names the newest deployment and the complete one before it', async () => {
    const scene = new Scene();
    await scene.deploy('one', scene.atOnce);
    await scene.deploy('two', scene.atOnce);
    await scene.stop(2, true);
    await scene.deploy('three');
    expect(await standingOf(scene)).toEqual({
      ...{ latestNumber: 3, isInProgress: true, isBeforeServed: false },
      newest: { number: 3, version: '3', state: 'DEPLOYING', completedAtMs: undefined },
      before: { number: 1, version: '1', state: 'COMPLETE', completedAtMs: START },
    });
  });

  it('says that the complete one is served again when all newer ones were rolled back', async () => {
    const scene = new Scene();
    await scene.deploy('one', scene.atOnce);
    for (const number of [2, 3]) {
      await scene.deploy(number);
      await scene.stop(number);
    }
    await scene.after(10);
    expect(await standingOf(scene)).toMatchObject({ before: { number: 1 }, isBeforeServed: true });
    await scene.deploy('four');
    expect(await standingOf(scene)).toMatchObject({ before: { number: 1 }, isBeforeServed: false });
  });

  it('looks past many deployments of other profiles', async () => {
    const scene = new Scene();
    await scene.deploy('one', scene.atOnce);
    await scene.deploy('two', scene.atOnce);
    await deployElsewhere(scene, 120);
    expect(await standingOf(scene)).toMatchObject({
      ...{ latestNumber: 122, isInProgress: false, newest: { number: 2 }, before: { number: 1 } },
    });
  });
});

describe('a version that is stored', () => {
  it('follows the newest, however many there are', async () => {
    const scene = new Scene();
    for (let version = 0; version < 60; version += 1) await scene.version(version);
    const versions = new FlagVersions(await aClient(scene), scene);
    expect(await versions.store('{}', 'why')).toBe('61');
    expect(await versions.store('{}', 'why')).toBe('61');
  });

  it('is not refused because the newest one was deleted', async () => {
    const scene = new Scene();
    for (const content of ['one', 'two', 'three']) await scene.version(content);
    scene.engine.deleteHostedConfigurationVersion({ ...scene.profile, VersionNumber: 3 });
    const versions = new FlagVersions(await aClient(scene), scene);
    expect(await versions.store('{}', 'why')).toBe('4');
  });
});
