import { OpenFeature } from '@openfeature/server-sdk';
import { onTestFinished } from 'vitest';
import {
  AppConfigFeatureFlagsProvider,
  type AppConfigFeatureFlagsProviderOptions,
} from '../../../lambda/appconfig-flags/app-config-feature-flags-provider.ts';
import { resolvedFlag } from '../../../lambda/openfeature/resolved-flag.ts';
import { agentHandler } from '../../../local/appconfig/agent-http.ts';
import type { AgentFault } from '../../../local/appconfig/agent-reply.ts';
import type { AppConfigAgentOptions } from '../../../local/appconfig/appconfig-agent.ts';
import { type HttpRequest, serveLoopback } from '../../../local/http/loopback-server.ts';
import { FlagScene, type FlagShapes } from '../../local/appconfig/feature-flags/flag-scene.ts';

export interface ProviderSceneOptions {
  readonly flags?: FlagShapes;
  readonly provider?: Partial<AppConfigFeatureFlagsProviderOptions>;
  readonly agent?: Partial<AppConfigAgentOptions>;
}

/** The provider under an OpenFeature client, over an agent on loopback that serves `flags`. */
export async function aProviderScene({
  flags,
  provider: given,
  agent: agentOptions,
}: ProviderSceneOptions = {}) {
  const scene = new FlagScene();
  if (flags !== undefined) await scene.deploy(flags);
  const state: { fault: AgentFault | undefined } = { fault: undefined };
  const agent = scene.agent({ fault: () => state.fault, ...agentOptions });
  const requests: HttpRequest[] = [];
  const handle = agentHandler(agent);
  const server = await serveLoopback((request) => {
    requests.push(request);
    return handle(request);
  });
  const provider = new AppConfigFeatureFlagsProvider({
    ...{ application: 'shop', environment: 'prod', profile: 'features' },
    ...{ port: server.port, timeoutMs: 5000, clock: scene.clock, ...given },
  });
  const domain = 'appconfig flags';
  await OpenFeature.setProviderAndWait(domain, provider);
  onTestFinished(async () => {
    await OpenFeature.clearProviders();
    await server.close();
  });
  const client = OpenFeature.getClient(domain);
  const ask = async (targetingKey = 'user-1', attributes: Record<string, string | number | boolean> = {}) => {
    const details = await client.getStringDetails('model', 'mine', { targetingKey, ...attributes });
    return resolvedFlag(details, 'test');
  };
  return { scene, client, provider, ask, requests, state };
}
