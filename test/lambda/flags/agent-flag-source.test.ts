import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../../lambda/flags/agent-client.ts';
import { AgentFlagSource } from '../../../lambda/flags/agent-flag-source.ts';
import { flagSourceSuite } from '../../conformance/flag-source-suite.ts';
import { AgentStandIn, document, drip, half, silence, status } from './agent-stand-in.ts';

const NAMES = { application: 'my app', environment: 'prod/eu', profile: 'model-flags' };

flagSourceSuite({
  name: 'AppConfig agent',
  async make() {
    const agent = await AgentStandIn.start();
    return {
      source: new AgentFlagSource({ ...NAMES, port: agent.port, timeoutMs: 2000 }),
      serve: (content, version) => {
        agent.behave = document(content, version);
      },
      breakDown: () => {
        agent.behave = status(500);
      },
      close: () => agent.close(),
    };
  },
});

describe('AppConfig agent source', () => {
  let agent: AgentStandIn;
  beforeEach(async () => {
    agent = await AgentStandIn.start();
  });
  afterEach(() => agent.close());

  function source(timeoutMs = 2000): AgentFlagSource {
    return new AgentFlagSource({ ...NAMES, port: agent.port, timeoutMs });
  }

  async function failureOf(reader: AgentFlagSource): Promise<unknown> {
    return reader.fetch('u1').then(
      () => 'no failure',
      (error: { code: string }) => error.code,
    );
  }

  it('asks for the one configuration by its path, names escaped', async () => {
    agent.behave = document('{}', '1');
    await source().fetch('u1');
    expect(agent.requests[0]?.url).toBe(
      '/applications/my%20app/environments/prod%2Feu/configurations/model-flags',
    );
  });

  it('tells the agent a stable name of the unit that does not reveal the unit', async () => {
    agent.behave = document('{}', '1');
    const reader = source();
    for (const unit of ['ann@example.com', 'ann@example.com', 'bob']) await reader.fetch(unit);
    const ids = agent.requests.map((request) => request.headers['entity-id']);
    expect(ids[0]).toMatch(/^[\w-]{43}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('takes the version from the agent, or from the content where the agent names none', async () => {
    agent.behave = document('{"a":1}', '17');
    expect((await source().fetch('u1')).version).toBe('17');
    agent.behave = document('{"a":1}');
    const { version } = await source().fetch('u1');
    expect(version).toMatch(/^sha256-/);
    agent.behave = document('{"a":2}');
    expect((await source().fetch('u1')).version).not.toBe(version);
  });

  it('keeps its connection', async () => {
    agent.behave = document('{}', '1');
    const reader = source();
    for (let round = 0; round < 3; round += 1) await reader.fetch('u1');
    expect(new Set(agent.requests.map((request) => request.socket.remotePort)).size).toBe(1);
  });

  it('opens a new connection when the agent has closed the idle one', async () => {
    const seen = new Set<unknown>();
    agent.behave = (request, response) => {
      if (seen.has(request.socket)) request.socket.destroy();
      else document('{"a":1}', '1')(request, response);
      seen.add(request.socket);
    };
    const reader = source();
    await reader.fetch('u1');
    expect((await reader.fetch('u1')).version).toBe('1');
  });

  it.each([
    ['an agent that refuses the connection', 'flag-source-unreachable', silence],
    ['an agent that never answers', 'flag-source-timeout', silence],
    ['an agent that stops in the middle', 'flag-source-timeout', drip('{"version":1}')],
    ['a missing configuration', 'flag-source-status', status(404)],
    ['a missing permission', 'flag-source-status', status(403)],
    ['an agent that times out itself', 'flag-source-status', status(504)],
    ['half an answer', 'flag-source-cut', half('{"version":1}', '1')],
    ['an endless answer', 'flag-source-too-large', document(new Uint8Array(MAX_ANSWER_BYTES + 1), '1')],
  ] as const)('reports %s as %s', async (what, code, behaviour) => {
    agent.behave = behaviour;
    if (what.includes('refuses')) await agent.close();
    expect(await failureOf(source(code === 'flag-source-timeout' ? 30 : 2000))).toBe(code);
  });

  it('is not troubled later by an error answer that never ended', async () => {
    agent.behave = (_request, response) => response.writeHead(500).write('half');
    const reader = source(30);
    expect(await failureOf(reader)).toBe('flag-source-status');
    agent.behave = silence;
    expect(await failureOf(reader)).toBe('flag-source-timeout');
    agent.behave = document('{}', '1');
    expect((await reader.fetch('u1')).version).toBe('1');
  });

  it('says what the status was and nothing of the agent’s message', async () => {
    agent.behave = status(500);
    const error = await source()
      .fetch('u1')
      .catch((reason: Error) => reason);
    expect(String(error)).toContain('500');
    expect(String(error)).not.toContain('secret detail');
  });
});
