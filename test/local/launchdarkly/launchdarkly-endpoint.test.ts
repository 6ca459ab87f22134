import { describe, expect, it, vi } from 'vitest';
import { aFlag, eventually, LaunchDarklyBench } from './builders.ts';

const USER = { kind: 'user', key: 'u1' };

// BEHAVIOUR D3
describe('streaming', () => {
  it('gives everything at first, and then each change', async () => {
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku']));
    const client = await bench.connected();
    expect(await client.stringVariation('model', USER, 'none')).toBe('haiku');
    bench.engine.set('flags', aFlag('model', ['sonnet']));
    await eventually(async () => expect(await client.stringVariation('model', USER, 'none')).toBe('sonnet'));
  });

  it('tells of flags that are new and of flags that are gone', async () => {
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku']));
    const client = await bench.connected();
    bench.engine.set('flags', aFlag('format', ['json']));
    await eventually(async () => expect(await client.stringVariation('format', USER, 'none')).toBe('json'));
    bench.engine.remove('flags', 'model');
    await eventually(async () => expect(await client.stringVariation('model', USER, 'none')).toBe('none'));
  });

  it('tells of segments, which rules may name', async () => {
    const inSegment = { clauses: [{ attribute: '', op: 'segmentMatch', values: ['early'] }], variation: 1 };
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku', 'sonnet'], { rules: [inSegment] }));
    const client = await bench.connected();
    expect(await client.stringVariation('model', USER, 'none')).toBe('haiku');
    bench.engine.set('segments', { key: 'early', included: ['u1'], excluded: [], rules: [], salt: 's' });
    await eventually(async () => expect(await client.stringVariation('model', USER, 'none')).toBe('sonnet'));
    bench.engine.remove('segments', 'early');
    await eventually(async () => expect(await client.stringVariation('model', USER, 'none')).toBe('haiku'));
  });

  it('goes on after a cut with what changed meanwhile', async () => {
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku']));
    const client = await bench.connected();
    bench.endpoint.faults.set('streaming', { kind: 'status', status: 503 });
    bench.endpoint.cutStreams();
    await eventually(() => expect(bench.endpoint.streams).toBe(0));
    bench.engine.set('flags', aFlag('model', ['sonnet']));
    expect(await client.stringVariation('model', USER, 'none')).toBe('haiku');
    bench.endpoint.faults.clear();
    await eventually(async () => expect(await client.stringVariation('model', USER, 'none')).toBe('sonnet'));
    expect(bench.endpoint.streams).toBe(1);
  });
});

// BEHAVIOUR D4
describe('polling', () => {
  it('gives everything, and nothing again while nothing changed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku']));
    const answered = vi.spyOn(bench.engine, 'data');
    const client = await bench.connected({ stream: false });
    expect(await client.stringVariation('model', USER, 'none')).toBe('haiku');
    const poll = () => vi.advanceTimersByTimeAsync(30_000);
    await poll();
    bench.engine.set('flags', aFlag('model', ['sonnet']));
    await poll();
    vi.useRealTimers();
    await eventually(async () => expect(await client.stringVariation('model', USER, 'none')).toBe('sonnet'));
    expect(answered).toHaveBeenCalledTimes(2);
  });
});

// BEHAVIOUR D5
describe('events', () => {
  it('keeps what it is sent, once', async () => {
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku']));
    const client = await bench.connected();
    client.track('task_completed', USER, { step: 2 }, 1);
    await client.flush();
    expect(bench.engine.events).toMatchObject([
      { kind: 'index', context: USER },
      { kind: 'custom', key: 'task_completed', data: { step: 2 }, metricValue: 1, context: USER },
    ]);
    await client.flush();
    expect(bench.engine.events).toHaveLength(2);
  });

  it('drops a batch that it is sent again', async () => {
    const bench = await LaunchDarklyBench.open();
    const { engine } = bench;
    engine.receive('p1', [{ kind: 'custom' }]);
    engine.receive('p1', [{ kind: 'custom' }]);
    engine.receive('p2', [{ kind: 'custom' }]);
    expect(engine.events).toHaveLength(2);
  });

  it('keeps diagnostic events apart', async () => {
    const bench = await LaunchDarklyBench.open();
    await bench.connected({ diagnosticOptOut: false });
    await eventually(() => expect(bench.engine.diagnostics).toMatchObject([{ kind: 'diagnostic-init' }]));
    expect(bench.engine.events).toEqual([]);
  });
});

// BEHAVIOUR D2
describe('the key', () => {
  it('is asked for by every service', async () => {
    const bench = await LaunchDarklyBench.open();
    const headers = { authorization: 'sdk-another' };
    const paths = ['/all', '/sdk/latest-all', '/bulk', '/diagnostic'];
    for (const path of paths) {
      const method = path === '/bulk' || path === '/diagnostic' ? 'POST' : 'GET';
      expect((await fetch(`${bench.url}${path}`, { method, headers })).status, path).toBe(401);
    }
  });

  it.each([true, false])('is refused for good when it is another one (streaming: %s)', async (stream) => {
    const bench = await LaunchDarklyBench.open();
    const client = bench.connect({ key: 'sdk-another', stream });
    await expect(client.waitForInitialization({ timeout: 5 })).rejects.toThrow('SDK key');
  });

  it('may be another one from now on', async () => {
    const bench = await LaunchDarklyBench.open();
    bench.engine.sdkKey = 'sdk-rotated';
    await bench.connect({ key: 'sdk-rotated' }).waitForInitialization({ timeout: 5 });
    expect(bench.endpoint.streams).toBe(1);
  });
});

// BEHAVIOUR D6
describe('faults', () => {
  it.each([
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'silent' },
    { kind: 'status', status: 500 },
  ] as const)('keeps a client waiting that is answered by $kind, until it is over', async (fault) => {
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku']));
    bench.endpoint.faults.set('streaming', fault);
    const client = bench.connect();
    await expect(client.waitForInitialization({ timeout: 0.2 })).rejects.toThrow('timed out');
    expect(client.initialized()).toBe(false);
  });

  it.each([true, false])('sends what is no JSON (streaming: %s)', async (stream) => {
    const bench = await LaunchDarklyBench.open();
    bench.endpoint.faults.set(stream ? 'streaming' : 'polling', { kind: 'garbled' });
    const client = bench.connect({ stream });
    await expect(client.waitForInitialization({ timeout: 5 })).rejects.toThrow('Malformed JSON');
  });

  it('answers late, and then as ever', async () => {
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku']));
    bench.endpoint.faults.set('streaming', { kind: 'slow', afterMs: 100 });
    const startedMs = performance.now();
    const client = await bench.connected();
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(99);
    expect(await client.stringVariation('model', USER, 'none')).toBe('haiku');
  });

  it('can be those of one service alone', async () => {
    const bench = await LaunchDarklyBench.open(aFlag('model', ['haiku']));
    bench.endpoint.faults.set('events', { kind: 'status', status: 401 });
    const client = await bench.connected();
    client.track('task_completed', USER);
    await client.flush();
    expect(bench.engine.events).toEqual([]);
    expect(await client.stringVariation('model', USER, 'none')).toBe('haiku');
  });
});
