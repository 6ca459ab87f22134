import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppConfigData } from '../../local/appconfig/appconfig-data.ts';
import { appConfigDataRoutes } from '../../local/appconfig/data-http.ts';
import { type LoopbackServer, serveLoopback } from '../../local/http/loopback-server.ts';
import { routed } from '../../local/http/router.ts';
import { LambdaHost } from './lambda-host.ts';
import { LoopbackStage, synthesizedProd } from './loopback-stage.ts';

type FlagChanges = Readonly<Record<string, object>>;

let stage: LoopbackStage;
let dataPlane: LoopbackServer;
let host: LambdaHost;
/** What AppConfig asked. */
let asked: unknown[];

// Out of the tests' own time: it takes seconds.
beforeAll(() => void synthesizedProd());

beforeEach(async () => {
  stage = await LoopbackStage.open();
  const data = new AppConfigData({ clock: stage.clock, source: stage.appConfig });
  dataPlane = await serveLoopback(routed(appConfigDataRoutes(data)));
  const { validator } = stage;
  const variables = { ...validator.variables, AWS_ENDPOINT_URL: dataPlane.url };
  host = await LambdaHost.start({ ...validator, variables });
  asked = [];
  stage.validators = {
    async invoke(_arn, event) {
      asked.push(event);
      return (await host.invoke(event)).reply;
    },
  };
});

afterEach(async () => {
  await host.close();
  await dataPlane.close();
});

/** The template's flag document with changes by flag. */
function withFlags(changes: FlagChanges): string {
  const document = JSON.parse(readFileSync('config/first-version/model-flags.json', 'utf8'));
  const flags = document.flags.map((flag: { flag: string }) => ({ ...flag, ...changes[flag.flag] }));
  return JSON.stringify({ ...document, flags });
}

/** What the Lambda validator says when a deployment is refused. */
async function refusalOf(flags: string): Promise<string> {
  const refused: unknown = await stage.deploy(flags).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: 'BadRequestException', members: { Reason: 'InvalidConfiguration' } });
  const { members } = refused as {
    members: { Details: { InvalidConfiguration: { Type: string; Reason: string }[] } };
  };
  return members.Details.InvalidConfiguration.find(({ Type }) => Type === 'LAMBDA')?.Reason ?? 'nothing';
}

describe('the validator artefact, asked by AppConfig', () => {
  it('lets a document through that changes one flag', async () => {
    await stage.deploy(withFlags({ response_format: { default: 'json' } }));
    expect(asked).toMatchObject([{ configurationVersion: '2', uri: 'hosted' }]);
    expect(host.printed).toEqual({ stdout: [], stderr: [] });
  });

  it('refuses a broken document and names every place', async () => {
    const killed = { killed: ['claude-3-haiku'] };
    const reason = await refusalOf(
      withFlags({ inference_model: killed, retrieval_top_k: { permanent: false } }),
    );
    expect(reason).toMatch(/^the flag document is refused, nothing was changed:\n/);
    expect(reason).toContain('\n/flags/0/killed: ');
    expect(reason).toContain('\n/flags/2: ');
  });

  it('refuses a change of two flags against what is deployed, and names both', async () => {
    const changes = { response_format: { default: 'json' }, system_prompt_version: { default: 'v2' } };
    expect(await refusalOf(withFlags(changes))).toMatch(/system_prompt_version.*response_format/);
  });

  it('refuses what it cannot compare with the deployed version', async () => {
    await dataPlane.close();
    const reason = await refusalOf(withFlags({ response_format: { default: 'json' } }));
    expect(reason).toMatch(/^the deployed version could not be read/);
  });

  it('judges the next document in the same process', async () => {
    await refusalOf('{');
    await stage.deploy(withFlags({ response_format: { default: 'json' } }));
    expect(asked).toHaveLength(2);
  });
});
