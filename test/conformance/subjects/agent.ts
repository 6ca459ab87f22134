import { AgentFlagSource } from '../../../lambda/flags/agent-flag-source.ts';
import { agentHandler } from '../../../local/appconfig/agent-http.ts';
import type { AgentFault } from '../../../local/appconfig/agent-reply.ts';
import { AppConfigAgent } from '../../../local/appconfig/appconfig-agent.ts';
import type { Deployed } from '../../../local/appconfig/deployed.ts';
import { notFound } from '../../../local/appconfig/errors.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { serveLoopback } from '../../../local/http/loopback-server.ts';
import { type Fault, modelDocument, type SubjectKind } from '../provider-suite.ts';
import { BROKEN, documentSubject } from './document-subject.ts';

const POLL_INTERVAL_MS = 45_000;

const AGENT_FAULTS: Readonly<Partial<Record<Fault, AgentFault>>> = { slow: 'hang', down: 'refused' };

/** The AppConfig agent on loopback: it is what is slow or down, not AppConfig behind it. */
export const agent: SubjectKind = {
  name: 'agent',
  skip: [
    { situation: 'gone', reason: 'the agent goes on serving what it has, and does not say that it is old' },
  ],
  async make(start) {
    const clock = new VirtualClock(0);
    let fault: AgentFault | undefined;
    let deployed: Deployed | undefined;
    let version = 0;
    const deploy = (text: string) => {
      version += 1;
      const content = Buffer.from(text);
      const current = { version: String(version), content, contentType: 'application/json' };
      deployed = { environmentId: 'e', deploymentNumber: version, current, percentage: 100 };
    };
    const behind = {
      deployed() {
        if (deployed === undefined) throw notFound('Deployment', 'prod');
        return deployed;
      },
    };
    const served = new AppConfigAgent({ clock, source: behind, fault: () => fault });
    const server = await serveLoopback(agentHandler(served));
    const place = { application: 'shop', environment: 'prod', profile: 'flags' };
    return documentSubject(
      {
        clock,
        source: new AgentFlagSource({ ...place, port: server.port, timeoutMs: 500 }),
        serve(model) {
          fault = undefined;
          deploy(modelDocument(model));
        },
        fail(now) {
          fault = AGENT_FAULTS[now];
          if (now === 'broken') deploy(BROKEN);
        },
        catchUp: () => clock.advance(POLL_INTERVAL_MS),
        close: () => server.close(),
      },
      start,
    );
  },
};
