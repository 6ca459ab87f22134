import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { type Catalogue, ENV } from '../../lambda/contract.ts';
import { AppConfigAgent } from '../../local/appconfig/appconfig-agent.ts';
import { AppConfigData } from '../../local/appconfig/appconfig-data.ts';
import { appConfigDataRoutes } from '../../local/appconfig/data-http.ts';
import { Bedrock } from '../../local/bedrock/bedrock.ts';
import { bedrockHandler } from '../../local/bedrock/http.ts';
import { type HttpHandler, type LoopbackServer, serveLoopback } from '../../local/http/loopback-server.ts';
import { routed } from '../../local/http/router.ts';
import { lambdaHandler, URL_PATH } from '../../local/lambda/http.ts';
import { LambdaFunctions } from '../../local/lambda/lambda-functions.ts';
import { Random } from '../../local/random.ts';
import { aRequest } from '../lambda/inference/builders.ts';
import { aScript } from '../local/bedrock/builders.ts';
import { AGENT_LAYER } from '../local/lambda/builders.ts';
import type { LambdaFunction } from './lambda-host.ts';
import { LoopbackStage, synthesizedProd } from './loopback-stage.ts';

const HAIKU = 'claude-3-haiku';
const SONNET = 'claude-sonnet-4-6';
const { rollout, pollIntervalSeconds } = STAGES.prod;

let stage: LoopbackStage;
let server: LoopbackServer;
let functions: LambdaFunctions;
/** Sessions of the agents that were started. */
let agents: string[];

// Out of the tests' own time: it takes seconds.
beforeAll(() => void synthesizedProd());

beforeEach(async () => {
  stage = await LoopbackStage.open();
  agents = [];
  functions = new LambdaFunctions({
    clock: stage.clock,
    endpointUrl: () => server.url,
    agents: (request) => {
      agents.push(request.session);
      return new AppConfigAgent({ clock: stage.clock, source: stage.appConfig, ...request });
    },
    log: ({ line }) => void stage.cloudWatch.ingestLog(line),
  });
  server = await serveLoopback(endpoint());
  onTestFinished(async () => {
    await functions.close();
    await server.close();
  });
});

/** Lambda, the data plane of AppConfig, and Bedrock whose models never fail. */
function endpoint(): HttpHandler {
  const catalogue: Catalogue = JSON.parse(stage.inference.variables[ENV.catalogue] ?? '{}');
  const models = Object.fromEntries(Object.values(catalogue).map(({ modelId }) => [modelId, aScript()]));
  const bedrock = bedrockHandler(new Bedrock({ clock: stage.clock, random: new Random(1), models }), {
    timeScale: 0,
  });
  const dataPlane = routed(
    appConfigDataRoutes(new AppConfigData({ clock: stage.clock, source: stage.appConfig })),
  );
  const lambda = lambdaHandler(functions, stage.clock);
  return (request) => {
    if (request.path.startsWith('/model/')) return bedrock(request);
    return URL_PATH.test(request.path) ? lambda(request) : dataPlane(request);
  };
}

/** Uploads an artefact with the variables of the template; answers its ARN. */
function upload({ directory, handler, variables }: LambdaFunction, FunctionName: string): string {
  const files = readdirSync(directory).map(
    (file) => [file, new Uint8Array(readFileSync(join(directory, file)))] as const,
  );
  const { FunctionArn = '' } = functions.create({
    FunctionName,
    Role: 'arn:aws:iam::123456789012:role/any',
    Runtime: 'nodejs24.x',
    Handler: handler,
    Timeout: 30,
    MemorySize: 1024,
    Environment: { Variables: variables },
    Layers: [AGENT_LAYER],
    Code: { ZipFile: zipSync(Object.fromEntries(files)) },
  });
  return FunctionArn;
}

function withModel(value: string): string {
  const document = JSON.parse(readFileSync('config/first-version/model-flags.json', 'utf8'));
  const [model, ...others] = document.flags;
  return JSON.stringify({ ...document, flags: [{ ...model, default: value }, ...others] });
}

describe('the uploaded artefacts', () => {
  it('answer at an address with the model of the hour, and are counted at the time of the host', async () => {
    stage.clock.advance(365 * 24 * 3_600_000);
    const address = functions.createUrl(upload(stage.inference, 'inference'), 'NONE');
    const modelNow = async () => {
      const response = await fetch(address, { method: 'POST', body: JSON.stringify(aRequest()) });
      return ((await response.json()) as { model?: string }).model;
    };
    expect(await modelNow()).toBe(HAIKU);
    await stage.deploy(withModel(SONNET));
    await stage.pass({ minutes: rollout.durationMinutes + rollout.bakeMinutes });
    await stage.pass({ seconds: pollIntervalSeconds });
    expect(await modelNow()).toBe(SONNET);
    expect(stage.sum('Requests', { Service: 'model-rollout', Environment: 'prod' })).toBe(2);
    expect(agents).toHaveLength(1);
  });

  it('have an agent for each environment', async () => {
    const arn = upload(stage.inference, 'inference');
    const replies = await Promise.all([1, 2, 3].map((user) => functions.invoke(arn, aRequest(`u${user}`))));
    expect(replies).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }, { statusCode: 200 }]);
    expect(new Set(agents).size).toBe(3);
  });

  it('are asked by AppConfig before a deployment', async () => {
    const arn = upload(stage.validator, 'validator');
    stage.validators = { invoke: (_, event) => functions.invoke(arn, event) };
    await expect(stage.deploy('{')).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(await stage.deploy(withModel(SONNET))).toBeGreaterThan(1);
  });
});
