import { AppConfigFeatureFlagsProvider } from '../../../lambda/appconfig-flags/app-config-feature-flags-provider.ts';
import { FLAGS } from '../../../lambda/contract.ts';
import { agentHandler } from '../../../local/appconfig/agent-http.ts';
import type { AgentFault } from '../../../local/appconfig/agent-reply.ts';
import { serveLoopback } from '../../../local/http/loopback-server.ts';
import { FlagScene } from '../../local/appconfig/feature-flags/flag-scene.ts';
import type { Fault, SubjectKind } from '../provider-suite.ts';

const POLL_INTERVAL_MS = 45_000;

/** AppConfig deploys no definition that its schema refuses: what is broken is the agent's answer. */
const AGENT_FAULTS: Readonly<Partial<Record<Fault, AgentFault>>> = {
  ...{ slow: 'hang', down: 'refused', broken: 'garbage' },
};

/** AppConfig's own feature flags, evaluated by the agent on loopback. */
export const appConfigFlags: SubjectKind = {
  name: 'AppConfig feature flags',
  skip: [
    { situation: 'gone', reason: 'the agent goes on serving what it has, and does not say that it is old' },
  ],
  async make(start) {
    const scene = new FlagScene();
    let fault = 'fault' in start ? AGENT_FAULTS[start.fault] : undefined;
    const agent = scene.agent({ pollIntervalMs: POLL_INTERVAL_MS, fault: () => fault });
    const server = await serveLoopback(agentHandler(agent));
    const serve = async (model: string) => {
      fault = undefined;
      await scene.deploy({ [FLAGS.model]: model });
    };
    if ('serving' in start) await serve(start.serving);
    return {
      provider: new AppConfigFeatureFlagsProvider({
        ...{ application: 'shop', environment: 'prod', profile: 'features' },
        ...{ port: server.port, timeoutMs: 500, clock: scene.clock },
      }),
      serve,
      fail(now) {
        fault = AGENT_FAULTS[now];
      },
      catchUp: () => scene.clock.advance(POLL_INTERVAL_MS),
      close: () => server.close(),
    };
  },
};
