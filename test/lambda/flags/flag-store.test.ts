import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompiledDocument } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { AgentFlagSource } from '../../../lambda/flags/agent-flag-source.ts';
import type { Snapshot } from '../../../lambda/flags/configuration-store.ts';
import { createFlagStore, type FlagStore } from '../../../lambda/flags/flag-store.ts';
import { createPromptStore } from '../../../lambda/flags/prompt-store.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { AgentStandIn, type Behaviour, document, drip, half, silence, status } from './agent-stand-in.ts';

const PLACE = { application: 'a', environment: 'e', profile: 'f' };

function flags(model: string): string {
  return JSON.stringify({ flag: 'inference_model', default: model, permanent: true });
}

function modelOf(snapshot: Snapshot<CompiledDocument>): unknown {
  return evaluate(snapshot.value, 'inference_model', { user_id: 'u' }, 0).value;
}

/** Short for an agent that will not answer; long enough for one that does, on a busy machine. */
function patience(problem: string): number {
  return problem === 'flag-source-timeout' ? 500 : 5000;
}

describe('flag store over the AppConfig agent', () => {
  let agent: AgentStandIn;
  let clock: VirtualClock;
  beforeEach(async () => {
    agent = await AgentStandIn.start();
    clock = new VirtualClock(0);
  });
  afterEach(() => agent.close());

  function aStore(timeoutMs = 5000): FlagStore {
    const source = new AgentFlagSource({ ...PLACE, port: agent.port, timeoutMs });
    return createFlagStore({ source, origin: 'appconfig-agent', clock, safeDefault: flags('safe') });
  }

  const FAILURES: readonly (readonly [string, string, Behaviour])[] = [
    ['does not answer', 'flag-source-timeout', silence],
    ['stops in the middle', 'flag-source-timeout', drip(flags('new'))],
    ['breaks off', 'flag-source-cut', half(flags('new'), '2')],
    ['answers bad request', 'flag-source-status', status(400)],
    ['answers not found', 'flag-source-status', status(404)],
    ['answers internal error', 'flag-source-status', status(500)],
    ['answers bad gateway', 'flag-source-status', status(502)],
    ['sends garbage', 'document-refused', document('<html>', '2')],
    ['sends bytes that are no text', 'document-refused', document(new Uint8Array([0xff, 0xfe, 0]), '2')],
    ['sends nothing', 'document-refused', document('', '2')],
    ['sends half a document as a whole', 'document-refused', document(flags('new').slice(0, 30), '2')],
    ['sends a document with a mistake', 'document-refused', document('{"flag":"X"}', '2')],
  ];

  it.each(FAILURES)('serves the last good flags when the agent %s', async (_what, problem, behaviour) => {
    const store = aStore(patience(problem));
    agent.behave = document(flags('old'), '1');
    await store.read('u');
    agent.behave = behaviour;
    const snapshot = await store.read('u');
    expect(snapshot).toMatchObject({ origin: 'appconfig-agent', freshness: 'stale', version: '1', problem });
    expect(modelOf(snapshot)).toBe('old');
  });

  it.each(FAILURES)(
    'serves the safe default from the start when the agent %s',
    async (_what, problem, behaviour) => {
      agent.behave = behaviour;
      const snapshot = await aStore(patience(problem)).read('u');
      expect(snapshot).toMatchObject({ origin: 'bundled', freshness: 'default', problem });
      expect(modelOf(snapshot)).toBe('safe');
    },
  );

  it.each(FAILURES)('serves fresh flags again after the agent %s', async (_what, problem, behaviour) => {
    const store = aStore(patience(problem));
    agent.behave = behaviour;
    await store.read('u');
    agent.behave = document(flags('new'), '2');
    clock.advance(1000);
    const snapshot = await store.read('u');
    expect(snapshot).toMatchObject({ freshness: 'fresh', version: '2' });
    expect(modelOf(snapshot)).toBe('new');
  });

  it('serves the last good flags when there is no agent any more', async () => {
    const store = aStore();
    agent.behave = document(flags('old'), '1');
    await store.read('u');
    await agent.close();
    expect(await store.read('u')).toMatchObject({ freshness: 'stale', problem: 'flag-source-unreachable' });
  });

  it('sees a rollback on the next read', async () => {
    const store = aStore();
    agent.behave = document(flags('new'), '2');
    expect(modelOf(await store.read('u'))).toBe('new');
    agent.behave = document(flags('old'), '1');
    const snapshot = await store.read('u');
    expect(modelOf(snapshot)).toBe('old');
    expect(snapshot).toMatchObject({ version: '1', freshness: 'fresh' });
  });

  it('waits for a hanging agent once a second, not once a request', async () => {
    const hanging = new AgentFlagSource({ ...PLACE, port: agent.port, timeoutMs: 100 });
    agent.behave = silence;
    // Counted where it is asked: on a busy machine the time-out may be over before anything reaches the agent.
    let asked = 0;
    const source = { fetch: (unit: string) => hanging.fetch(unit).finally(() => (asked += 1)) };
    const store = createFlagStore({ source, origin: 'appconfig-agent', clock, safeDefault: flags('safe') });
    for (let request = 0; request < 50; request += 1) await store.read('u');
    expect(asked).toBe(1);
    clock.advance(1000);
    await store.read('u');
    expect(asked).toBe(2);
  });

  it('names the mistake in a bundled document that does not parse', () => {
    const source = { fetch: () => Promise.reject(new Error('unused')) };
    const options = { source, origin: 'x', clock, safeDefault: '{"version":2}' };
    expect(() => createFlagStore(options)).toThrow(/safe default flag document/);
    expect(() => createPromptStore(options)).toThrow(/safe default prompt document.*\/version/);
  });
});
