import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ENV } from '../../lambda/contract.ts';
import { BUNDLE_HANDLER, bundleHandler } from '../../lib/handler-bundle.ts';
import { appConfigRoutes } from '../../local/appconfig/http.ts';
import { cloudWatchHandler } from '../../local/cloudwatch/http.ts';
import { type LoopbackServer, serveLoopback } from '../../local/http/loopback-server.ts';
import { routed } from '../../local/http/router.ts';
import { AT_REST, GuardedScene, MINUTE, NAMES, ramp } from '../lambda/guard/guarded-scene.ts';
import { aDirectory } from '../lib/helpers/scratch.ts';
import { LambdaHost } from './lambda-host.ts';

const MINUTES = 20;
const directory = aDirectory();

let scene: GuardedScene;
let server: LoopbackServer;
let host: LambdaHost;

beforeEach(async () => {
  scene = new GuardedScene();
  const appConfig = routed(appConfigRoutes(scene.engine));
  const cloudWatch = cloudWatchHandler(scene.cloudWatch);
  server = await serveLoopback((request) =>
    'x-amz-target' in request.headers ? cloudWatch(request) : appConfig(request),
  );
  const bundle = bundleHandler('watch', join(directory, 'watch'));
  host = await LambdaHost.start({
    directory: bundle.directory,
    handler: BUNDLE_HANDLER,
    variables: {
      AWS_ENDPOINT_URL: server.url,
      [ENV.guard]: '{"guardrails":[{"metric":"errors","tolerance":1.1}]}',
      [ENV.service]: NAMES.service,
      [ENV.stage]: NAMES.stage,
      [ENV.application]: scene.applicationId,
      [ENV.environment]: scene.environmentId,
      [ENV.flagsProfile]: scene.profileId,
      [ENV.atOnceStrategy]: scene.atOnce,
    },
  });
});

afterEach(async () => {
  await host.close();
  await server.close();
});

/** A rollout at 50 per cent that completed some minutes ago by the machine's clock, which the artefact goes by. */
async function rolloutWith(errors: { readonly candidate: number; readonly control: number }): Promise<void> {
  scene.clock.advance(Math.floor(Date.now() / MINUTE - MINUTES) * MINUTE - scene.clock.now());
  for (const document of [AT_REST, ramp(50)]) await scene.deploy(document, scene.atOnce);
  const of = (count: number) => ({ requests: 100, errors: count });
  await scene.minutes(MINUTES, { candidate: of(errors.candidate), control: of(errors.control) });
}

it('takes back a completed rollout whose candidate fails more often, by what the metrics say', async () => {
  await rolloutWith({ candidate: 12, control: 4 });
  const { reply, printed } = await host.invoke({});
  expect(reply).toMatchObject({ action: 'reverted', deploymentNumber: 2 });
  expect((reply as { reason: string }).reason).toMatch(
    /^errors: candidate .* 3 times \([\d.]+ to [\d.]+\), tolerated 1\.1; evidence/,
  );
  expect(scene.deployment(2).State).toBe('REVERTED');
  expect(scene.served()).toEqual({ current: AT_REST, percentage: 100 });
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({ WatchActions: 1, GuardBlind: 0 });
});

it('leaves one alone whose candidate is as good as the control', async () => {
  await rolloutWith({ candidate: 4, control: 4 });
  const { reply } = await host.invoke({});
  expect(reply).toMatchObject({ action: 'none', deploymentNumber: 2 });
  expect(scene.deployment(2).State).toBe('COMPLETE');
});
