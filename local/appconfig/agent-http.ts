import type { HttpHandler } from '../http/loopback-server.ts';
import type { AppConfigAgent } from './appconfig-agent.ts';

/**
 * The agent's HTTP interface. `refused` becomes a connection that is reset: a listening socket cannot refuse; close the
 * server to have connections refused.
 */
export function agentHandler(agent: AppConfigAgent): HttpHandler {
  return ({ method, path, query, headers }) => {
    if (method !== 'GET') return { status: 405, body: 'the agent answers GET only' };
    const reply = agent.get(query.size === 0 ? path : `${path}?${query}`, decoded(headers));
    switch (reply.kind) {
      case 'answer':
        return reply;
      case 'cut':
        return { ...reply, connection: 'cut' };
      case 'refused':
        return { status: 0, connection: 'reset' };
      case 'hang':
        return { status: 0, connection: 'hang' };
    }
  };
}

/** Node gives header values a character a byte; the agent reads them as UTF-8. */
function decoded(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Buffer.from(value, 'latin1').toString('utf8')]),
  );
}
