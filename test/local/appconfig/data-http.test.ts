import {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppConfigData } from '../../../local/appconfig/appconfig-data.ts';
import { appConfigDataRoutes } from '../../../local/appconfig/data-http.ts';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { type LoopbackServer, serveLoopback } from '../../../local/http/loopback-server.ts';
import { routed } from '../../../local/http/router.ts';
import { connectionTo } from '../../helpers/loopback-client.ts';
import { Scene } from './scene.ts';

let scene: Scene;
let server: LoopbackServer;
let client: AppConfigDataClient;

beforeEach(async () => {
  scene = new Scene();
  const data = new AppConfigData({ clock: scene.clock, source: scene.engine });
  // One endpoint for both planes, as a client that is given AWS_ENDPOINT_URL expects.
  server = await serveLoopback(routed([...appConfigRoutes(scene.engine), ...appConfigDataRoutes(data)]));
  client = new AppConfigDataClient(connectionTo(server));
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

function start(RequiredMinimumPollIntervalInSeconds?: number) {
  return client.send(
    new StartConfigurationSessionCommand({
      ...{ ApplicationIdentifier: 'shop', EnvironmentIdentifier: 'prod' },
      ...{ ConfigurationProfileIdentifier: 'flags', RequiredMinimumPollIntervalInSeconds },
    }),
  );
}

function latest(ConfigurationToken: string | undefined) {
  return client.send(new GetLatestConfigurationCommand({ ConfigurationToken }));
}

describe("the SDK's own data client", () => {
  it('gets the configuration, then nothing until it changes', async () => {
    await scene.start(await scene.version({ flag: 1 }, 'v1'), scene.atOnce);
    const first = await latest((await start(15)).InitialConfigurationToken);
    expect(first).toMatchObject({
      ...{ NextPollIntervalInSeconds: 15, VersionLabel: 'v1', ContentType: 'application/json' },
    });
    expect(first.Configuration?.transformToString()).toBe('{"flag":1}');
    scene.clock.advance(15_000);
    const second = await latest(first.NextPollConfigurationToken);
    expect(second.Configuration?.length ?? 0).toBe(0);
    await scene.deploy({ flag: 2 }, scene.atOnce);
    scene.clock.advance(15_000);
    const third = await latest(second.NextPollConfigurationToken);
    expect(third.Configuration?.transformToString()).toBe('{"flag":2}');
  });

  it('is told that a token was used before, or too early', async () => {
    await scene.deploy('old', scene.atOnce);
    const { InitialConfigurationToken } = await start(60);
    const { NextPollConfigurationToken } = await latest(InitialConfigurationToken);
    for (const [token, Problem] of [
      [InitialConfigurationToken, 'Corrupted'],
      [NextPollConfigurationToken, 'PollIntervalNotSatisfied'],
    ]) {
      await expect(latest(token)).rejects.toMatchObject({
        ...{ name: 'BadRequestException', Reason: 'InvalidParameters' },
        Details: { InvalidParameters: { ConfigurationToken: { Problem } } },
      });
    }
  });

  it('is told that nothing is deployed', async () => {
    await expect(start()).rejects.toMatchObject({
      ...{ name: 'ResourceNotFoundException', ResourceType: 'Deployment' },
    });
  });
});
