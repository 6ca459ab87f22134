import * as sdk from '@aws-sdk/client-appconfig';
import { describe, expect, it, onTestFinished } from 'vitest';
import { agentHandler } from '../../../../local/appconfig/agent-http.ts';
import { AppConfigData } from '../../../../local/appconfig/appconfig-data.ts';
import { appConfigRoutes } from '../../../../local/appconfig/http.ts';
import { type HttpHandler, serveLoopback } from '../../../../local/http/loopback-server.ts';
import { routed } from '../../../../local/http/router.ts';
import { connectionTo } from '../../../helpers/loopback-client.ts';
import { FlagScene, PATH } from './flag-scene.ts';

async function served(handler: HttpHandler) {
  const server = await serveLoopback(handler);
  onTestFinished(() => server.close());
  return server;
}

/** What the data plane gives for a scene. */
function retrieved({ clock, engine }: FlagScene): { type: string | undefined; text: string } {
  const data = new AppConfigData({ clock, source: engine });
  const { InitialConfigurationToken } = data.startConfigurationSession({
    ...{ ApplicationIdentifier: 'shop', EnvironmentIdentifier: 'prod' },
    ConfigurationProfileIdentifier: 'features',
  });
  const got = data.getLatestConfiguration({ ConfigurationToken: InitialConfigurationToken });
  return { type: got.ContentType, text: Buffer.from(got.Configuration ?? []).toString() };
}

describe('the SDK’s own client', () => {
  it('defines an experiment, runs it, widens it and stops it', async () => {
    const scene = new FlagScene();
    await scene.deploy({ model: 'deployed' });
    const client = new sdk.AppConfigClient(connectionTo(await served(routed(appConfigRoutes(scene.engine)))));
    const value = {
      Enabled: true,
      AttributeValues: { value: { StringValue: 'large' }, sizes: { NumberArray: [1, 2] } },
    };
    const definition = await client.send(
      new sdk.CreateExperimentDefinitionCommand({
        ...{
          ApplicationIdentifier: 'shop',
          EnvironmentIdentifier: 'prod',
          Name: 'compare',
          FlagKey: 'model',
        },
        ...{ ConfigurationProfileIdentifier: 'features', AudienceRule: '(eq $plan "gold")' },
        ...{
          Control: { Weight: 1, FlagValue: { Enabled: false } },
          Treatments: [{ Weight: 3, FlagValue: value }],
        },
      }),
    );
    expect(definition).toMatchObject({
      Status: 'IDLE',
      Control: { Key: 'c' },
      Treatments: [{ Key: 't1', FlagValue: value }],
    });
    const at = { ApplicationIdentifier: 'shop', ExperimentDefinitionIdentifier: definition.Id, Run: 1 };
    const run = await client.send(new sdk.StartExperimentRunCommand({ ...at, ExposurePercentage: 5 }));
    expect(run).toMatchObject({ Run: 1, Status: 'RUNNING', ExposurePercentage: 5 });
    const wider = await client.send(new sdk.UpdateExperimentRunCommand({ ...at, ExposurePercentage: 50 }));
    expect(wider.ExposurePercentage).toBe(50);
    await client.send(new sdk.StopExperimentRunCommand({ ...at, Result: { ExecutiveSummary: 'better' } }));
    const done = await client.send(new sdk.GetExperimentRunCommand(at));
    expect(done).toMatchObject({ Status: 'DONE', Result: { ExecutiveSummary: 'better' } });
  });
});

describe('the agent over HTTP', () => {
  it('reads repeated flags, repeated Context headers, and UTF-8 in them', async () => {
    const scene = new FlagScene();
    const rule = '(and (eq $city "Łódź") (eq $plan "gold"))';
    await scene.deploy({ model: [{ name: 'there', rule }, { name: 'elsewhere' }], depth: 4 });
    const { url } = await served(agentHandler(scene.agent()));
    const headers: [string, string][] = [
      ['Context', Buffer.from('city=Łódź').toString('latin1')],
      ['Context', 'plan=gold'],
    ];
    const response = await fetch(`${url}${PATH}?flag=model&flag=depth`, { headers });
    expect(await response.json()).toEqual({
      model: { _variant: 'there', enabled: true },
      depth: { enabled: true, value: 4 },
    });
  });
});

describe('the data plane', () => {
  it('gives flags without variants as JSON', async () => {
    const scene = new FlagScene();
    await scene.deploy({ model: 'small' });
    const { type, text } = retrieved(scene);
    expect([type, JSON.parse(text)]).toEqual([
      'application/json',
      { model: { enabled: true, value: 'small' } },
    ]);
  });

  it('gives flags with variants as Amazon Ion, rules unresolved', async () => {
    const scene = new FlagScene();
    await scene.deploy({
      model: [
        { name: 'in', rule: '(split by::$id pct::10)', value: 'x' },
        { name: 'out', value: 'y' },
      ],
    });
    const { type, text } = retrieved(scene);
    expect(type).toMatch(/^application\/ion/);
    expect(text).toMatch(/^'model'::\[\[\(split pct::10 by::\$id\), ".*\], ".*"\]$/);
  });
});
