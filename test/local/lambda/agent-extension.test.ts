import { describe, expect, it } from 'vitest';
import { AGENT_ENV } from '../../../lambda/contract.ts';
import { serveLoopback } from '../../../local/http/loopback-server.ts';
import { agentRequest, isAgentLayer } from '../../../local/lambda/agent-extension.ts';
import { AGENT_LAYER, LambdaScene } from './builders.ts';

/** Asks the agent, and says who is there. */
const ASK = `
  const port = process.env.${AGENT_ENV.httpPort};
  const { status } = await fetch("http://127.0.0.1:" + port + "/ping").catch((error) => ({ status: error.cause.code }));
  return { port, status, stream: process.env.AWS_LAMBDA_LOG_STREAM_NAME };`;

interface Asked {
  readonly port: string;
  readonly status: number | string;
  readonly stream: string;
}

/** One that nobody listens on. */
async function aFreePort(): Promise<string> {
  const server = await serveLoopback(() => ({ status: 200 }));
  await server.close();
  return String(server.port);
}

describe('the AppConfig agent of a function', () => {
  it('is there with its layer: one for each environment, on a port of its own', async () => {
    const scene = new LambdaScene();
    scene.has({ Layers: [AGENT_LAYER], body: ASK });
    const calls = [scene.functions.invoke('greeter', {}), scene.functions.invoke('greeter', {})];
    const answers = (await Promise.all(calls)) as Asked[];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(answers.map(({ port }) => port)).size).toBe(2);
    const streams = answers.map(({ stream }) => stream).sort();
    expect(scene.agents.map(({ session }) => `[$LATEST]${session}`).sort()).toEqual(streams);
  });

  it('is not there without its layer: nobody listens', async () => {
    const scene = new LambdaScene();
    const Layers = ['arn:aws:lambda:us-east-1:123456789012:layer:fonts:1'];
    const port = await aFreePort();
    scene.has({ Layers, Environment: { Variables: { [AGENT_ENV.httpPort]: port } }, body: ASK });
    expect(await scene.functions.invoke('greeter', {})).toMatchObject({ port, status: 'ECONNREFUSED' });
    expect(scene.agents).toEqual([]);
  });

  it('is gone with its environment', async () => {
    const scene = new LambdaScene();
    scene.has({ Layers: [AGENT_LAYER], body: ASK });
    const { port } = (await scene.functions.invoke('greeter', {})) as Asked;
    await scene.functions.close();
    const asked = fetch(`http://127.0.0.1:${port}/ping`);
    await expect(asked).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it('is the same extension for either architecture', () => {
    expect(isAgentLayer(AGENT_LAYER)).toBe(true);
    expect(isAgentLayer(AGENT_LAYER.replace('-Arm64', ''))).toBe(true);
    expect(isAgentLayer('arn:aws:lambda:us-east-1:123456789012:layer:fonts:1')).toBe(false);
  });
});

describe('the variables of the extension', () => {
  it.each([
    ['45', 45_000],
    ['45s', 45_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('say how often it polls: %s', (given, pollIntervalMs) => {
    expect(agentRequest({ [AGENT_ENV.pollIntervalSeconds]: given })).toEqual({
      pollIntervalMs,
      prefetch: [],
    });
  });

  it('say what it fetches first, and leave the defaults of the agent', () => {
    const prefetch = ['/applications/a/environments/e/configurations/p', 'a:e:q'];
    const variables = { [AGENT_ENV.prefetchList]: prefetch.join(', ') };
    expect(agentRequest(variables)).toEqual({ pollIntervalMs: 45_000, prefetch });
  });

  it('refuse an interval of another form', () => {
    expect(() => agentRequest({ [AGENT_ENV.pollIntervalSeconds]: 'often' })).toThrow(
      /got .*"often", allowed are/,
    );
  });
});
