import { setImmediate } from 'node:timers/promises';
import { ProviderEvents } from '@openfeature/server-sdk';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { aFlag, eventually, LaunchDarklyBench, SDK_KEY } from '../../local/launchdarkly/builders.ts';
import { HAIKU, ProviderScene, SONNET } from './builders.ts';

const MODEL = 'inference_model';
const MINUTE_MS = 60_000;

/** Listens to what the provider tells, in order. */
function toldBy({ flags }: ProviderScene): string[] {
  const told: string[] = [];
  for (const type of Object.values(ProviderEvents)) {
    if (type === ProviderEvents.ConfigurationChanged) {
      flags.addHandler(type, (details) => void told.push(`${type} ${details?.flagsChanged}`));
    } else flags.addHandler(type, () => void told.push(type));
  }
  return told;
}

/** Ends the stream and lets no other begin. */
async function cut(bench: LaunchDarklyBench, scene: ProviderScene): Promise<void> {
  bench.endpoint.faults.set('streaming', { kind: 'reset' });
  bench.endpoint.cutStreams();
  await eventually(() => expect(scene.log.trouble).toBeDefined());
}

/** Timers that are moved by hand: the SDK polls every 30 seconds at most. */
class Polls {
  static begin(): Polls {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    return new Polls();
  }

  /** Lets the SDK poll, and waits for what comes of it; loopback takes its own time. */
  async next(isSo: () => boolean): Promise<void> {
    await vi.advanceTimersByTimeAsync(30_000);
    const deadlineMs = performance.now() + 4000;
    while (!isSo() && performance.now() < deadlineMs) await setImmediate();
    expect(isSo()).toBe(true);
  }
}

describe('a change in LaunchDarkly', () => {
  it('is served without a restart, under another version, and listeners are told which flag it was', async () => {
    const bench = await LaunchDarklyBench.open(aFlag('answering-model', [HAIKU]), aFlag('tone', ['dry']));
    const scene = await ProviderScene.started(bench, { flagKeys: { [MODEL]: 'answering-model' } });
    const told = toldBy(scene);
    const before = await scene.model('u1');
    bench.engine.set('flags', aFlag('answering-model', [SONNET]));
    await eventually(async () => expect(await scene.model('u1')).toMatchObject({ value: SONNET }));
    const after = await scene.model('u1');
    expect([before.documentVersion, after.documentVersion]).toEqual(['v1', 'v3']);
    await eventually(() =>
      expect(told).toEqual(['PROVIDER_READY', `PROVIDER_CONFIGURATION_CHANGED ${MODEL}`]),
    );
  });

  it('is no change of the others', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [HAIKU]), aFlag('tone', ['dry']));
    const scene = await ProviderScene.started(bench);
    const before = await scene.model('u1');
    bench.engine.set('flags', aFlag('tone', ['warm']));
    const tone = () => scene.flags.getStringValue('tone', 'none', { targetingKey: 'u1' });
    await eventually(async () => expect(await tone()).toBe('warm'));
    expect((await scene.model('u1')).documentVersion).toBe(before.documentVersion);
  });
});

describe('a connection that is lost', () => {
  it('makes the last data stale only once it has lasted, and fresh again with the first news', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    const scene = await ProviderScene.started(bench);
    const told = toldBy(scene);
    await cut(bench, scene);
    scene.clock.advance(MINUTE_MS - 1);
    expect(await scene.model('u1')).toMatchObject({ value: SONNET, freshness: 'fresh' });
    scene.clock.advance(1);
    const problem = 'flag-source-cut';
    expect(await scene.model('u1')).toMatchObject({ value: SONNET, freshness: 'stale', problem });
    bench.endpoint.faults.clear();
    await eventually(async () => expect(await scene.model('u1')).toMatchObject({ freshness: 'fresh' }));
    expect(told).toEqual(['PROVIDER_READY', 'PROVIDER_STALE', 'PROVIDER_READY']);
  });

  it('counts from its first failure, whatever happens at the attempts to get it back', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    const scene = await ProviderScene.started(bench);
    await cut(bench, scene);
    const sinceMs = scene.log.trouble?.sinceMs;
    scene.clock.advance(MINUTE_MS);
    bench.endpoint.faults.set('streaming', { kind: 'status', status: 503 });
    await eventually(() => expect(scene.log.trouble?.problem).toBe('flag-source-status'));
    expect(scene.log.trouble?.sinceMs).toBe(sinceMs);
  });

  it('is final where the key is refused: the last data are stale from then on', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    const scene = await ProviderScene.started(bench);
    bench.engine.sdkKey = 'sdk-rotated';
    bench.endpoint.cutStreams();
    const stale = { value: SONNET, freshness: 'stale', problem: 'flag-source-status' };
    await eventually(async () => expect(await scene.model('u1')).toMatchObject(stale));
  });

  it('is noticed when polls fail, and over with the first that does not', async () => {
    const polls = Polls.begin();
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    const scene = await ProviderScene.started(bench, { sdk: { stream: false }, staleAfterMs: MINUTE_MS });
    bench.endpoint.faults.set('polling', { kind: 'reset' });
    await polls.next(() => scene.log.trouble !== undefined);
    scene.clock.advance(MINUTE_MS);
    await polls.next(() => scene.log.trouble?.problem === 'flag-source-cut');
    const stale = { value: SONNET, freshness: 'stale', problem: 'flag-source-cut' };
    expect(await scene.model('u1')).toMatchObject(stale);
    bench.endpoint.faults.clear();
    await polls.next(() => scene.log.trouble === undefined);
    expect(await scene.model('u1')).toMatchObject({ value: SONNET, freshness: 'fresh' });
  });
});

describe('LaunchDarkly that is not there at the start', () => {
  it.each([
    [{ kind: 'hang' }, 'flag-source-timeout'],
    [{ kind: 'silent' }, 'flag-source-timeout'],
    [{ kind: 'reset' }, 'flag-source-cut'],
    [{ kind: 'status', status: 503 }, 'flag-source-status'],
    [{ kind: 'garbled' }, 'document-refused'],
  ] as const)('costs at most the wait, and leaves the default: %o', async (fault, problem) => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    bench.endpoint.faults.set('streaming', fault);
    const scene = new ProviderScene(bench, { waitMs: 100 });
    const startedMs = performance.now();
    await expect(scene.start()).rejects.toMatchObject({ message: expect.stringContaining('not ready') });
    expect(performance.now() - startedMs).toBeLessThan(1000);
    const failed = { value: HAIKU, errorCode: 'PROVIDER_NOT_READY', freshness: 'default', problem };
    expect(await scene.model('u1')).toMatchObject(failed);
  });

  it('costs the wait once: afterwards the default is there at once', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    bench.endpoint.faults.set('streaming', { kind: 'hang' });
    const scene = new ProviderScene(bench, { waitMs: 300 });
    await scene.start().catch(() => {});
    const askedMs = performance.now();
    for (let user = 0; user < 100; user += 1) await scene.model(`u${user}`);
    expect(performance.now() - askedMs).toBeLessThan(300);
  });

  it('decides as soon as it is there, and listeners are told', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    bench.endpoint.faults.set('streaming', { kind: 'status', status: 503 });
    const scene = new ProviderScene(bench, { waitMs: 50 });
    await scene.start().catch(() => {});
    const told = toldBy(scene);
    await scene.model('u1');
    bench.endpoint.faults.clear();
    const fresh = { value: SONNET, freshness: 'fresh', problem: undefined, errorCode: undefined };
    await eventually(async () => expect(await scene.model('u1')).toMatchObject(fresh));
    expect(told).toEqual(['PROVIDER_ERROR', 'PROVIDER_READY']);
  });

  it('is not waited for when it refuses the key', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    const scene = new ProviderScene(bench, { waitMs: 60_000, sdk: { key: 'sdk-another-1234' } });
    await expect(scene.start()).rejects.toThrow('SDK key');
    const problem = 'flag-source-status';
    expect(await scene.model('u1')).toMatchObject({ value: HAIKU, freshness: 'default', problem });
    expect(scene.lines.join()).not.toContain('sdk-another-1234');
    expect(scene.lines.join()).not.toContain(SDK_KEY);
  });
});
