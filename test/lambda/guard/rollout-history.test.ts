import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { describe, expect, it } from 'vitest';
import { deploymentReader } from '../../../lambda/guard/aws-readers.ts';
import type { Rollout } from '../../../lambda/guard/rollout.ts';
import { POLL_SETTLE_MS } from '../../../lambda/guard/rollout-chain.ts';
import { AppConfigRolloutHistory, MAX_CHAIN } from '../../../lambda/guard/rollout-history.ts';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { routed } from '../../../local/http/router.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { MINUTE, Scene, START } from '../../local/appconfig/scene.ts';
import { AT_REST, ramp } from './guarded-scene.ts';

/** Paths asked for, and a way of asking what is rolled out. */
async function aHistory(scene: Scene) {
  const paths: string[] = [];
  const engine = routed(appConfigRoutes(scene.engine));
  const { client } = await connect(AppConfigClient, (request) => {
    paths.push(request.path);
    return engine(request);
  });
  const history = new AppConfigRolloutHistory(deploymentReader(client));
  const { applicationId, environmentId, profileId } = scene;
  const current = () =>
    history.current({ applicationId, environmentId, profileId }, new AbortController().signal);
  return { current, paths };
}

/** Deploys and waits until it is complete: 20 minutes of growth, 10 of bake. */
async function complete(scene: Scene, document: object): Promise<void> {
  await scene.deploy(document);
  await scene.after(30);
}

/** Deploys, stops it half-way, and waits. */
async function takeBack(scene: Scene, minutes: number): Promise<void> {
  const { DeploymentNumber } = await scene.deploy(ramp(25));
  await scene.after(10);
  await scene.stop(DeploymentNumber);
  await scene.after(minutes);
}

/** Deploys a later step, completes it and has it reverted. */
async function revert(scene: Scene): Promise<void> {
  const { DeploymentNumber } = await scene.deploy(ramp(10));
  await scene.after(30);
  await scene.stop(DeploymentNumber, true);
}

async function currently(scene: Scene): Promise<Rollout | undefined> {
  return (await aHistory(scene)).current();
}

function at(minute: number): number {
  return START + minute * MINUTE;
}

const PREMIUM = { name: 'premium', condition: { plan: 'premium' } };

describe('the history of deployments', () => {
  it('makes one rollout of all steps of a ramp', async () => {
    const scene = new Scene();
    await complete(scene, AT_REST);
    for (const percentage of [1, 5]) await complete(scene, ramp(percentage));
    await scene.deploy(ramp(25));
    expect(await currently(scene)).toMatchObject({ flag: 'm', candidates: ['new'], sinceMs: at(30) });
    expect((await currently(scene))?.shares.map(({ share }) => [share?.low, share?.high])).toEqual([
      ...[
        [0.01, 0.01],
        [0.01, 0.01],
        [0.01, 0.05],
        [0.05, 0.05],
        [0.05, 0.25],
        [0.25, 0.25],
      ],
    ]);
  });

  it('goes on with a rollout whose last step is complete', async () => {
    const scene = new Scene();
    await complete(scene, ramp(5));
    expect(await currently(scene)).toMatchObject({ sinceMs: START });
  });

  it('begins anew after a deployment that was rolled back', async () => {
    const scene = new Scene();
    await complete(scene, ramp(5));
    await takeBack(scene, 60);
    await scene.deploy(ramp(10));
    const rollout = await currently(scene);
    expect(rollout?.sinceMs).toBe(at(100));
    expect(rollout?.shares[0]?.share).toEqual({ low: 0.05, high: 0.1 });
  });

  it('begins anew after a deployment that was reverted, later for want of knowing when', async () => {
    const scene = new Scene();
    await complete(scene, ramp(5));
    await scene.stop(1, true);
    await scene.after(60);
    await scene.deploy(ramp(5));
    expect((await currently(scene))?.sinceMs).toBe(at(90) + POLL_SETTLE_MS);
  });

  it('begins anew with another candidate, once the one before is out of sight', async () => {
    const scene = new Scene();
    await complete(scene, ramp(5, 'older'));
    await scene.deploy(ramp(5));
    expect((await currently(scene))?.sinceMs).toBe(at(50) + POLL_SETTLE_MS);
  });

  it('begins anew once gates with different shares are out of sight', async () => {
    const scene = new Scene();
    const gates = [aPercentage(50, { plan: 'premium' }), { ...aPercentage(5), name: 'others' }];
    await complete(scene, aDocument([aFlag({ rules: gates })]));
    await scene.deploy(ramp(50));
    const rollout = await currently(scene);
    expect(rollout?.sinceMs).toBe(at(50) + POLL_SETTLE_MS);
    expect(rollout?.shares.map(({ share }) => share?.low)).toEqual([0.5, 0.5]);
  });

  it.each([
    ['other users reach the gate', [aPercentage(50)]],
    [
      'a rule before the gate sends users elsewhere',
      [{ ...PREMIUM, value: 'old' }, aPercentage(50, { plan: 'paid' })],
    ],
  ])('begins anew with a step in which %s, once the one before is out of sight', async (_what, rules) => {
    const scene = new Scene();
    await complete(scene, aDocument([aFlag({ rules: [aPercentage(10, { plan: 'paid' })] })]));
    await scene.deploy(aDocument([aFlag({ rules })]));
    expect((await currently(scene))?.sinceMs).toBe(at(50) + POLL_SETTLE_MS);
  });

  it('goes on with a step whose gate has another name', async () => {
    const scene = new Scene();
    await complete(scene, aDocument([aFlag({ rules: [{ ...aPercentage(5), name: 'canary-5' }] })]));
    await scene.deploy(aDocument([aFlag({ rules: [{ ...aPercentage(10), name: 'canary-10' }] })]));
    expect((await currently(scene))?.sinceMs).toBe(START);
  });

  it('begins anew with the step that is served again after a later one was rolled back', async () => {
    const scene = new Scene();
    await complete(scene, ramp(5));
    await takeBack(scene, 60);
    await takeBack(scene, 60);
    const rollout = await currently(scene);
    expect(rollout).toMatchObject({ flag: 'm', candidates: ['new'], sinceMs: at(110) + POLL_SETTLE_MS });
    expect(rollout?.shares.at(-1)?.share).toEqual({ low: 0.05, high: 0.05 });
  });

  it('begins anew where nothing was compared in between', async () => {
    const scene = new Scene();
    for (const document of [ramp(5), AT_REST]) await complete(scene, document);
    await scene.deploy(ramp(5));
    expect((await currently(scene))?.sinceMs).toBe(at(60));
  });

  it.each([
    ['compares nothing', (scene: Scene) => complete(scene, AT_REST)],
    ['is being rolled back', (scene: Scene) => takeBack(scene, 0)],
    ['was reverted', revert],
    [
      'was rolled back after one that was reverted',
      (scene: Scene) => revert(scene).then(() => takeBack(scene, 10)),
    ],
  ])('has nothing in motion when the newest deployment %s', async (_what, next) => {
    const scene = new Scene({ behaviour: { rollbackMs: MINUTE } });
    await complete(scene, ramp(5));
    await next(scene);
    expect(await currently(scene)).toBeUndefined();
  });

  it('has nothing in motion before the first deployment', async () => {
    expect(await currently(new Scene())).toBeUndefined();
  });
});

describe('the history of an environment with much in it', () => {
  it('passes over deployments of other profiles, also on later pages', async () => {
    const scene = new Scene();
    await complete(scene, ramp(5));
    const { Id: ConfigurationProfileId } = scene.engine.createConfigurationProfile({
      ...{ ApplicationId: scene.applicationId, Name: 'prompts', LocationUri: 'hosted' },
    });
    const prompts = { ApplicationId: scene.applicationId, ConfigurationProfileId };
    const Content = Buffer.from('{}');
    await scene.engine.createHostedConfigurationVersion({ ...prompts, ContentType: 'text/plain', Content });
    for (let deployment = 0; deployment < 60; deployment += 1) {
      await scene.engine.startDeployment({
        ...{ ...scene.environment, ...prompts, ConfigurationVersion: '1' },
        DeploymentStrategyId: scene.atOnce,
      });
      await scene.after(1);
    }
    const { current, paths } = await aHistory(scene);
    expect((await current())?.sinceMs).toBe(START);
    expect(paths.filter((path) => path.endsWith('/deployments'))).toHaveLength(2);
  });

  it('follows a ramp back a limited way and counts its evidence from there', async () => {
    const scene = new Scene();
    for (let step = 1; step <= MAX_CHAIN + 3; step += 1) await complete(scene, ramp(step));
    const { current, paths } = await aHistory(scene);
    const rollout = await current();
    expect(rollout?.sinceMs).toBe(at(30 * 3));
    expect(rollout?.shares[0]?.share).toEqual({ low: 0.03, high: 0.04 });
    expect(paths).toHaveLength(1 + MAX_CHAIN + 1);
  });

  it('fetches each version once in the life of an instance', async () => {
    const scene = new Scene();
    for (const percentage of [1, 5]) await complete(scene, ramp(percentage));
    const { current, paths } = await aHistory(scene);
    const once = await current();
    const before = paths.length;
    expect(await current()).toEqual(once);
    expect(paths.slice(before)).toEqual([expect.stringMatching(/\/deployments$/)]);
  });

  it('counts an older version that was deleted as one of other candidates', async () => {
    const scene = new Scene();
    for (const percentage of [1, 5]) await complete(scene, ramp(percentage));
    scene.engine.deleteHostedConfigurationVersion({ ...scene.profile, VersionNumber: 1 });
    expect((await currently(scene))?.sinceMs).toBe(at(50) + POLL_SETTLE_MS);
  });

  it('cannot tell what is in motion when the newest document is no flag document', async () => {
    const scene = new Scene();
    await scene.deploy({ flags: 'none' });
    await expect(currently(scene)).rejects.toMatchObject({ code: 'deployed-version-unreadable' });
  });
});
