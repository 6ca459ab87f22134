import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentFault, AgentReply, Reach } from '../../../local/appconfig/agent-reply.ts';
import { AppConfigAgent, type AppConfigAgentOptions } from '../../../local/appconfig/appconfig-agent.ts';
import { Scene } from './scene.ts';

const PATH = '/applications/shop/environments/prod/configurations/flags';

function agentOf(scene: Scene, options: Partial<AppConfigAgentOptions> = {}): AppConfigAgent {
  return new AppConfigAgent({ clock: scene.clock, source: scene.engine, ...options });
}

/** A scene in which `old` is deployed. */
async function deployed(): Promise<Scene> {
  const scene = new Scene();
  await scene.deploy('old', scene.atOnce);
  return scene;
}

function text(reply: AgentReply): string {
  return 'body' in reply ? Buffer.from(reply.body).toString() : reply.kind;
}

function status(reply: AgentReply): number | string {
  return 'status' in reply ? reply.status : reply.kind;
}

/** A value that a test changes while the agent asks for it. */
function switchable<Value>(value: Value) {
  const state = { value };
  const set = (next: Value) => {
    state.value = next;
  };
  return { set, get: () => state.value };
}

describe('the cache', () => {
  it('is polled by a request, and only when it is older than the interval', async () => {
    const scene = await deployed();
    const agent = agentOf(scene, { pollIntervalMs: 45_000 });
    expect(text(agent.get(PATH))).toBe('"old"');
    await scene.deploy('new', scene.atOnce);
    scene.clock.advance(44_999);
    expect(text(agent.get(PATH))).toBe('"old"');
    scene.clock.advance(1);
    expect(text(agent.get(PATH))).toBe('"new"');
  });

  it('belongs to one agent alone', async () => {
    const scene = await deployed();
    const [early, late] = [agentOf(scene), agentOf(scene)];
    early.get(PATH);
    await scene.deploy('new', scene.atOnce);
    expect(text(early.get(PATH))).toBe('"old"');
    expect(text(late.get(PATH))).toBe('"new"');
  });

  it('is one for ids, names and both forms of a prefetched path', async () => {
    const scene = await deployed();
    const { applicationId, environmentId, profileId } = scene;
    const byId = `/applications/${applicationId}/environments/${environmentId}/configurations/${profileId}`;
    const reach = switchable<Reach>('up');
    const agent = agentOf(scene, { reach: reach.get, prefetch: ['shop:prod:flags', byId] });
    reach.set('refused');
    expect([text(agent.get(PATH)), text(agent.get(byId))]).toEqual(['"old"', '"old"']);
  });
});

describe('an answer', () => {
  it('carries content type and version', async () => {
    const scene = await deployed();
    expect(agentOf(scene).get(PATH)).toMatchObject({
      ...{ kind: 'answer', status: 200 },
      headers: { 'content-type': 'application/json', 'configuration-version': '1' },
    });
  });

  it('comes without the version where the agent is told to leave it out', async () => {
    const scene = await deployed();
    const reply = agentOf(scene, { versionHeader: false }).get(PATH);
    expect(reply).toMatchObject({ headers: { 'content-type': 'application/json' } });
    expect(reply).not.toHaveProperty(['headers', 'configuration-version']);
  });

  it.each([
    ['/applications/shop/environments/prod/configurations/nothing', 404],
    ['/applications/nowhere/environments/prod/configurations/flags', 404],
    ['/applications/shop', 400],
    ['/applications/%/environments/prod/configurations/flags', 400],
    ['/ping', 200],
  ])('to %s has the status the agent documents', async (path, expected) => {
    expect(status(agentOf(await deployed()).get(path))).toBe(expected);
  });

  it('is not found while nothing is deployed', () => {
    expect(status(agentOf(new Scene()).get(PATH))).toBe(404);
  });
});

describe('Entity-Id', () => {
  const entities = Array.from({ length: 1000 }, (_, index) => `user-${index}`);
  const ask = (agent: AppConfigAgent) =>
    entities.filter((entity) => text(agent.get(PATH, { 'entity-id': entity })) === '"new"');

  it('spreads a deployment over entities, the same in every agent, and never takes one back', async () => {
    const scene = await deployed();
    const agent = agentOf(scene);
    await scene.deploy('new');
    await scene.after(5);
    const early = ask(agent);
    expect(Math.abs(early.length - 250)).toBeLessThan(5 * Math.sqrt(1000 * 0.25 * 0.75));
    expect(ask(agentOf(scene, { session: 'another' }))).toEqual(early);
    await scene.after(5);
    const later = new Set(ask(agent));
    expect(early.every((entity) => later.has(entity))).toBe(true);
    expect(later.size).toBeGreaterThan(early.length);
  });

  it('names the version that the entity was served', async () => {
    const scene = await deployed();
    const agent = agentOf(scene);
    await scene.deploy('new');
    await scene.after(10);
    const versions = { '"old"': '1', '"new"': '2' } as Record<string, string>;
    for (const entity of entities.slice(0, 50)) {
      const reply = agent.get(PATH, { 'entity-id': entity });
      expect(reply).toHaveProperty(['headers', 'configuration-version'], versions[text(reply)]);
    }
  });

  it('is drawn anew by the next deployment', async () => {
    const scene = await deployed();
    const agent = agentOf(scene);
    await scene.deploy('new');
    await scene.after(5);
    const first = ask(agent);
    await scene.stop(2);
    await scene.deploy('new');
    await scene.after(5);
    const fresh = ask(agentOf(scene));
    expect(ask(agent)).toEqual(fresh);
    expect(fresh).not.toEqual(first);
  });

  it('sees the percentage of the last poll, not the one of the moment', async () => {
    const scene = await deployed();
    await scene.deploy('new');
    await scene.after(5);
    const agent = agentOf(scene, { pollIntervalMs: 10 * 60_000 });
    const early = ask(agent);
    await scene.after(9);
    expect(ask(agent)).toEqual(early);
  });

  it('gives everybody the old version after a rollback', async () => {
    const scene = await deployed();
    const agent = agentOf(scene);
    await scene.deploy('new');
    await scene.after(15);
    expect(ask(agent).length).toBeGreaterThan(500);
    await scene.stop(2);
    await scene.after(1);
    expect(ask(agent)).toEqual([]);
  });

  it('may have two kilobytes', async () => {
    const agent = agentOf(await deployed());
    expect(status(agent.get(PATH, { 'entity-id': 'x'.repeat(2048) }))).toBe(200);
    expect(status(agent.get(PATH, { 'entity-id': 'x'.repeat(2049) }))).toBe(400);
  });

  it('when missing makes the whole execution environment one target', async () => {
    const scene = await deployed();
    await scene.deploy('new');
    await scene.after(5);
    const agents = Array.from({ length: 400 }, (_, index) => agentOf(scene, { session: `env-${index}` }));
    const reached = agents.filter((agent) => text(agent.get(PATH)) === '"new"').length;
    expect(Math.abs(reached - 100)).toBeLessThan(5 * Math.sqrt(400 * 0.25 * 0.75));
  });

  it('has nothing to be served in the first deployment ever before its turn', async () => {
    const scene = new Scene();
    await scene.deploy('new');
    await scene.after(5);
    const statuses = new Set(
      entities.map((entity) => status(agentOf(scene).get(PATH, { 'entity-id': entity }))),
    );
    expect(statuses).toEqual(new Set([200, 404]));
  });
});

describe('an agent that cannot reach AppConfig', () => {
  it('answers from its cache, and looks again only after the next interval', async () => {
    const scene = await deployed();
    const reach = switchable<Reach>('up');
    const agent = agentOf(scene, { reach: reach.get });
    agent.get(PATH);
    await scene.deploy('new', scene.atOnce);
    reach.set('timeout');
    scene.clock.advance(45_000);
    expect(text(agent.get(PATH))).toBe('"old"');
    reach.set('up');
    expect(text(agent.get(PATH))).toBe('"old"');
    scene.clock.advance(45_000);
    expect(text(agent.get(PATH))).toBe('"new"');
  });

  it.each([
    ['refused', 502],
    ['timeout', 504],
    ['error', 500],
  ] as const)('answers an error when its cache is empty: %s', async (value, expected) => {
    const scene = await deployed();
    const reach = switchable<Reach>(value);
    const agent = agentOf(scene, { reach: reach.get, prefetch: [PATH] });
    expect(status(agent.get(PATH))).toBe(expected);
    reach.set('up');
    expect(text(agent.get(PATH))).toBe('"old"');
  });
});

describe('a broken agent', () => {
  it.each([
    ['refused', 'refused'],
    ['hang', 'hang'],
    ['error', 500],
    ['garbage', 200],
    ['half-body', 200],
  ] as const)('shows as %s, and is well again afterwards', async (value, expected) => {
    const fault = switchable<AgentFault | undefined>(value);
    const agent = agentOf(await deployed(), { fault: fault.get });
    const reply = agent.get(PATH);
    expect(status(reply)).toBe(expected);
    expect(text(reply)).not.toBe('"old"');
    fault.set(undefined);
    expect(text(agent.get(PATH))).toBe('"old"');
  });

  it('that breaks off promises the whole body and sends half of it', async () => {
    const agent = agentOf(await deployed(), { fault: () => 'half-body' });
    expect(agent.get(PATH)).toMatchObject({ kind: 'cut', headers: { 'content-length': '5' } });
    expect(text(agent.get(PATH))).toBe('"o');
  });

  it('never throws, whatever the path and the entity', async () => {
    const agent = agentOf(await deployed());
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, entity) => {
        for (const tried of [path, `/${path}`, `${PATH}${path}`]) {
          expect([200, 400, 404]).toContain(status(agent.get(tried, { 'entity-id': entity })));
        }
      }),
    );
  });
});
