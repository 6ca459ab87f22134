import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../lambda/clock.ts';
import { createConfigurationStore } from '../../../lambda/flags/configuration-store.ts';
import type { FlagSource, SourcedDocument } from '../../../lambda/flags/flag-source.ts';
import { RolloutError } from '../../../lambda/rollout-error.ts';
import { VirtualClock } from '../../../local/clock.ts';

/** A source whose next answers are set by the test; `parses` counts what the store parsed. */
function aStore(time?: Clock) {
  const clock = new VirtualClock(1_000_000);
  const behind = { fetches: 0, parses: 0, next: (_unit: string): SourcedDocument => good('one', '1') };
  const source: FlagSource = {
    async fetch(unit) {
      behind.fetches += 1;
      return behind.next(unit);
    },
  };
  const store = createConfigurationStore<string>({
    source,
    origin: 'agent',
    clock: time ?? clock,
    bundled: 'safe',
    parse(bytes) {
      behind.parses += 1;
      const text = new TextDecoder().decode(bytes);
      if (text === 'explode') throw new Error('a fault of the parser');
      return text.startsWith('bad') ? { ok: false, problems: [] } : { ok: true, value: text };
    },
  });
  return { store, behind, clock };
}

/** A store whose source answers each unit when the test does. */
function aSlowStore() {
  const answers = new Map<string, (document: SourcedDocument) => void>();
  const behind = { isDown: false };
  const source: FlagSource = {
    fetch: (unit) =>
      behind.isDown
        ? Promise.reject(new Error('down'))
        : new Promise((resolve) => answers.set(unit, resolve)),
  };
  const store = createConfigurationStore<string>({
    ...{ source, origin: 'agent', clock: new VirtualClock(0), bundled: 'safe' },
    parse: (bytes) => ({ ok: true, value: new TextDecoder().decode(bytes) }),
  });
  return { store, behind, answers };
}

function good(text: string, version: string): SourcedDocument {
  return { bytes: new TextEncoder().encode(text), version };
}

function failing(): never {
  throw new RolloutError('flag-source-timeout', 'too slow', { fault: 'dependency' });
}

describe('configuration store', () => {
  it('serves what the source serves, and says so', async () => {
    const { store } = aStore();
    expect(await store.read('u')).toEqual({
      value: 'one',
      version: '1',
      origin: 'agent',
      freshness: 'fresh',
    });
  });

  it('parses a version once, though two are served side by side', async () => {
    const { store, behind } = aStore();
    behind.next = (unit) => (unit === 'new' ? good('two', '2') : good('one', '1'));
    for (const unit of ['old', 'new', 'old', 'new', 'old']) await store.read(unit);
    expect(behind.parses).toBe(2);
  });

  it('keeps a bounded number of versions', async () => {
    const { store, behind } = aStore();
    for (const version of ['1', '2', '3', '4', '5', '1']) {
      behind.next = () => good(`text ${version}`, version);
      expect((await store.read('u')).value).toBe(`text ${version}`);
    }
    expect(behind.parses).toBe(6);
  });

  it('serves the older version on the next read after a rollback', async () => {
    const { store, behind } = aStore();
    behind.next = () => good('two', '2');
    await store.read('u');
    behind.next = () => good('one', '1');
    expect(await store.read('u')).toMatchObject({ value: 'one', version: '1', freshness: 'fresh' });
  });

  it('says that a document is stale which its source gives with a problem', async () => {
    const { store, behind } = aStore();
    behind.next = () => ({ ...good('one', '1'), problem: 'flag-source-timeout' });
    expect(await store.read('u')).toMatchObject({
      value: 'one',
      freshness: 'stale',
      problem: 'flag-source-timeout',
    });
    behind.next = () => good('one', '1');
    expect((await store.read('u')).freshness).toBe('fresh');
  });

  it('serves the bundled default while there has been no good document', async () => {
    const { store, behind } = aStore();
    behind.next = failing;
    expect(await store.read('u')).toEqual({
      value: 'safe',
      version: 'bundled',
      origin: 'bundled',
      freshness: 'default',
      problem: 'flag-source-timeout',
    });
  });

  it('serves the last good document when the source fails later', async () => {
    const { store, behind } = aStore();
    await store.read('u');
    behind.next = failing;
    expect(await store.read('u')).toEqual({
      value: 'one',
      version: '1',
      origin: 'agent',
      freshness: 'stale',
      problem: 'flag-source-timeout',
    });
  });

  it('serves the document read last, not the highest version, when the source fails later', async () => {
    const { store, behind, clock } = aStore();
    for (const version of ['1', '3', '2']) {
      behind.next = () => good(`text ${version}`, version);
      await store.read('u');
      behind.next = failing;
      expect(await store.read('u')).toMatchObject({ value: `text ${version}`, freshness: 'stale' });
      clock.advance(1000);
    }
  });

  it('refuses a broken document once and keeps the last good one', async () => {
    const { store, behind } = aStore();
    await store.read('u');
    behind.next = () => good('bad', '2');
    for (let round = 0; round < 3; round += 1) {
      const snapshot = await store.read('u');
      expect(snapshot).toMatchObject({ value: 'one', freshness: 'stale', problem: 'document-refused' });
    }
    expect(behind.parses).toBe(2);
  });

  it('parses a version anew when its bytes were broken before and are whole now', async () => {
    const { store, behind } = aStore();
    behind.next = () => good('bad, cut', '2');
    await store.read('u');
    behind.next = () => good('two', '2');
    expect(await store.read('u')).toMatchObject({ value: 'two', freshness: 'fresh' });
  });

  it('survives a parser and a source that throw what they should not', async () => {
    const { store, behind } = aStore();
    behind.next = () => good('explode', '1');
    expect((await store.read('u')).problem).toBe('document-refused');
    behind.next = () => {
      throw new TypeError('not an error of ours');
    };
    expect((await store.read('u')).problem).toBe('flag-source-failed');
  });

  it('leaves a failed source alone for a second and asks again after it', async () => {
    const { store, behind, clock } = aStore();
    await store.read('u');
    behind.next = failing;
    for (let request = 0; request < 100; request += 1) {
      clock.advance(9);
      expect((await store.read('u')).problem).toBe('flag-source-timeout');
    }
    expect(behind.fetches).toBe(2);
    behind.next = () => good('two', '2');
    clock.advance(1000);
    expect(await store.read('u')).toMatchObject({ value: 'two', freshness: 'fresh' });
  });

  it('leaves a failed source alone no longer where the clock is set back meanwhile', async () => {
    let nowMs = 3_600_000;
    const { store, behind } = aStore({ now: () => nowMs });
    behind.next = failing;
    await store.read('u');
    behind.next = () => good('one', '1');
    nowMs = 0;
    expect(await store.read('u')).toMatchObject({ value: 'one', freshness: 'fresh' });
  });

  it('keeps for an outage what was asked for last, though an earlier answer comes later', async () => {
    const { store, behind, answers } = aSlowStore();
    const [before, after] = [store.read('before'), store.read('after')];
    answers.get('after')?.(good('new', '2'));
    expect(await after).toMatchObject({ value: 'new' });
    answers.get('before')?.(good('old', '1'));
    expect(await before).toMatchObject({ value: 'old', freshness: 'fresh' });
    behind.isDown = true;
    expect(await store.read('anybody')).toMatchObject({ value: 'new', freshness: 'stale' });
  });

  it('reads once for all who ask for the same unit while the answer is on its way', async () => {
    const { store, behind } = aStore();
    behind.next = (unit) => good(`for ${unit} ${behind.fetches}`, String(behind.fetches));
    const [first, second, other] = await Promise.all([store.read('u'), store.read('u'), store.read('v')]);
    expect(second).toBe(first);
    expect(other).toMatchObject({ value: 'for v 2' });
    expect(behind.fetches).toBe(2);
  });

  it('reads anew once the answer is there, a failure being one', async () => {
    const { store, behind, clock } = aStore();
    behind.next = failing;
    const both = await Promise.all([store.read('u'), store.read('u')]);
    expect(both.map(({ problem }) => problem)).toEqual(['flag-source-timeout', 'flag-source-timeout']);
    expect(behind.fetches).toBe(1);
    clock.advance(1000);
    behind.next = () => good('two', '2');
    expect(await store.read('u')).toMatchObject({ value: 'two', freshness: 'fresh' });
    expect(await store.read('u')).toMatchObject({ value: 'two' });
    expect(behind.fetches).toBe(3);
  });
});
