import { describe, expect, it } from 'vitest';
import { agentHandler } from '../../../local/appconfig/agent-http.ts';
import type { AgentFault } from '../../../local/appconfig/agent-reply.ts';
import { AppConfigAgent } from '../../../local/appconfig/appconfig-agent.ts';
import { serveLoopback } from '../../../local/http/loopback-server.ts';
import { Scene } from './scene.ts';

const PATH = '/applications/shop/environments/prod/configurations/flags';

/** Serves an agent for as long as `use` takes; `fault` can be changed meanwhile. */
async function withAgent(
  use: (get: (init?: RequestInit, path?: string) => Promise<Response>, scene: Scene) => Promise<void>,
  fault?: AgentFault,
): Promise<void> {
  const scene = new Scene();
  await scene.deploy('served', scene.atOnce);
  const agent = new AppConfigAgent({ clock: scene.clock, source: scene.engine, fault: () => fault });
  const server = await serveLoopback(agentHandler(agent));
  try {
    await use((init, path = PATH) => fetch(`${server.url}${path}`, init), scene);
  } finally {
    await server.close();
  }
}

describe('the agent over HTTP', () => {
  it('answers with the stored bytes, type and version', () =>
    withAgent(async (get) => {
      const response = await get();
      expect(response.status).toBe(200);
      expect(response.headers.get('Configuration-Version')).toBe('1');
      expect(response.headers.get('Content-Type')).toBe('application/json');
      expect(await response.text()).toBe('"served"');
    }));

  it('reads the Entity-Id header', () =>
    withAgent(async (get, scene) => {
      await scene.deploy('new');
      await scene.after(10);
      const bodies = new Set<string>();
      for (let user = 0; user < 40; user += 1) {
        bodies.add(await (await get({ headers: { 'Entity-Id': `user-${user}` } })).text());
      }
      expect(bodies).toEqual(new Set(['"served"', '"new"']));
    }));

  it('answers the health check, an unknown path and another method', () =>
    withAgent(async (get) => {
      expect((await get({}, '/ping')).status).toBe(200);
      expect((await get({}, '/applications/a/environments/b/configurations/c')).status).toBe(404);
      expect((await get({ method: 'POST' })).status).toBe(405);
    }));
});

describe('a broken agent over HTTP', () => {
  it('that breaks off shows the status, and fails while the body is read', () =>
    withAgent(async (get) => {
      const response = await get();
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
    }, 'half-body'));

  it('that hangs says nothing until the caller gives up', () =>
    withAgent(async (get) => {
      await expect(get({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
    }, 'hang'));

  it('that refuses breaks the connection before an answer', () =>
    withAgent(async (get) => {
      await expect(get()).rejects.toThrow('fetch failed');
    }, 'refused'));

  it('answers an error or garbage as whole answers', async () => {
    await withAgent(async (get) => expect((await get()).status).toBe(500), 'error');
    await withAgent(async (get) => {
      const response = await get();
      expect(response.status).toBe(200);
      await expect(response.json()).rejects.toThrow(SyntaxError);
    }, 'garbage');
  });
});
