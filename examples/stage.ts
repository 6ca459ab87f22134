import { AGENT_ENV, ENV } from '../lambda/contract.ts';
import { agentHandler } from '../local/appconfig/agent-http.ts';
import { AppConfigAgent } from '../local/appconfig/appconfig-agent.ts';
import { AppConfigData } from '../local/appconfig/appconfig-data.ts';
import { appConfigDataRoutes } from '../local/appconfig/data-http.ts';
import { Bedrock } from '../local/bedrock/bedrock.ts';
import { bedrockHandler } from '../local/bedrock/http.ts';
import { VirtualClock } from '../local/clock.ts';
import { type HttpHandler, type LoopbackServer, serveLoopback } from '../local/http/loopback-server.ts';
import { routed } from '../local/http/router.ts';
import { Random } from '../local/random.ts';

/** The rollout that all examples run in: half of the users are candidates. */
const ROLLOUT = {
  version: 1,
  flags: [
    {
      ...{ flag: 'inference_model', permanent: true, default: 'nova-lite' },
      rules: [{ name: 'canary', condition: { rollout_percentage: 50 }, value: 'nova-pro' }],
    },
    { flag: 'system_prompt_version', permanent: true, default: 'v2' },
  ],
};

const HEALTHY = {
  timeToFirstTokenMs: { median: 300, logSd: 0.3 },
  msPerOutputToken: 10,
  outputTokens: { logMean: 2.3, logSd: 0.1, cap: 12 },
  ...{ errorRate: 0, throttleRate: 0, timeoutRate: 0, malformedRate: 0 },
};

const SEED = 1;

/** AppConfig's agent, its data API and Bedrock on one port of this machine. The candidate is throttled now and then. */
export function openStage(): Promise<LoopbackServer> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 23));
  const current = { version: '7', label: '7', contentType: 'application/json' };
  const content = Buffer.from(JSON.stringify(ROLLOUT));
  const source = {
    deployed: () => ({
      ...{ environmentId: 'prod', deploymentNumber: 7, percentage: 100, current: { ...current, content } },
    }),
  };
  const models = {
    'amazon.nova-lite-v1:0': HEALTHY,
    'amazon.nova-pro-v1:0': { ...HEALTHY, throttleRate: 0.3 },
  };
  const bedrock = bedrockHandler(new Bedrock({ clock, random: new Random(SEED), models }), { timeScale: 0 });
  const agent = agentHandler(new AppConfigAgent({ clock, source }));
  const data = routed(appConfigDataRoutes(new AppConfigData({ clock, source })));
  const handle: HttpHandler = (request) => {
    if (request.path.startsWith('/model/')) return bedrock(request);
    return request.path.startsWith('/applications/') ? agent(request) : data(request);
  };
  return serveLoopback(handle);
}

/** Variables of an example's process: those that `grantRead` gives a function, and where AWS is. */
export function variables({ url, port }: LoopbackServer): Readonly<Record<string, string | undefined>> {
  return {
    PATH: process.env.PATH,
    ...{ [ENV.application]: 'assistant-prod', [ENV.environment]: 'prod' },
    ...{ [ENV.flagsProfile]: 'model-flags', [ENV.promptsProfile]: 'prompts' },
    [AGENT_ENV.httpPort]: String(port),
    ...{ AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1', PORT: '0' },
    ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
