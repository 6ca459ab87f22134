import { AppConfigProvider } from '@aws-lambda-powertools/parameters/appconfig';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PowertoolsFlagSource } from '../../../lambda/flags/powertools-flag-source.ts';
import { flagSourceSuite } from '../../conformance/flag-source-suite.ts';
import { DataApi, failing, hanging, healthy, losing, resetting, throttling } from '../../helpers/data-api.ts';

function providerOf(api: DataApi): AppConfigProvider {
  return new AppConfigProvider({ application: 'shop', environment: 'prod', awsSdkV3Client: api.sdk() });
}

function sourceOf(api: DataApi, provider = providerOf(api)): PowertoolsFlagSource {
  const { timer } = api;
  const watched = {
    get: (name: string, options: { maxAge: number }) => api.watch(provider.get(name, options)),
  };
  return new PowertoolsFlagSource({ provider: watched, profile: 'flags', maxAgeSeconds: 0, timer });
}

flagSourceSuite({
  name: 'Powertools',
  async make() {
    const api = await DataApi.start();
    return {
      source: sourceOf(api),
      serve(content, version) {
        api.behave = healthy;
        api.deploy(content, `v${version}`);
      },
      breakDown() {
        api.behave = failing;
      },
      close: () => api.close(),
    };
  },
});

let api: DataApi;
beforeEach(async () => {
  api = await DataApi.start();
  api.deploy('one');
});
afterEach(async () => {
  vi.useRealTimers();
  await api.close();
});

function codeOf(promised: Promise<unknown>): Promise<unknown> {
  return promised.then(
    () => 'no failure',
    (error: { code?: string; name: string }) => error.code ?? error.name,
  );
}

describe('Powertools source', () => {
  it('sends no token twice, however many ask at the same time', async () => {
    const source = sourceOf(api);
    for (const _ of ['first poll', 'second']) await Promise.all([1, 2, 3].map(() => source.fetch()));
    expect(api.tokens).toHaveLength(2);
    expect(new Set(api.tokens).size).toBe(2);
  });

  it.each([
    ['a refused connection', 'flag-source-unreachable', resetting],
    ['throttling', 'flag-source-status', throttling],
    ['an error of the service', 'flag-source-status', failing],
    ['a service that never answers', 'flag-source-timeout', hanging],
  ] as const)('reports %s as %s', async (_, code, behaviour) => {
    const source = sourceOf(api);
    api.behave = behaviour;
    const failure = codeOf(source.fetch());
    await api.pass(3000);
    expect(await failure).toBe(code);
  });

  it('asks again after a read that never ended', async () => {
    const source = sourceOf(api);
    api.behave = hanging;
    const failure = codeOf(source.fetch());
    await api.pass(3000);
    await failure;
    api.behave = healthy;
    expect(Buffer.from((await source.fetch()).bytes).toString()).toBe('one');
  });

  it('reports a value that is not bytes', async () => {
    const provider = { get: async () => ({ transformed: true }) };
    const source = new PowertoolsFlagSource({ provider, profile: 'flags' });
    expect(await codeOf(source.fetch())).toBe('flag-source-failed');
  });

  it('asks AppConfig at its own interval unless it is told otherwise', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const source = new PowertoolsFlagSource({ provider: providerOf(api), profile: 'flags' });
    await source.fetch();
    vi.setSystemTime(Date.now() + 59_000);
    await source.fetch();
    expect(api.tokens).toHaveLength(1);
    vi.setSystemTime(Date.now() + 2000);
    await source.fetch();
    expect(api.tokens).toHaveLength(2);
  });
});

describe('Powertools by itself', () => {
  const fetched = { forceFetch: true } as const;

  it('sends one token for each of two reads at the same time, and fails one of them', async () => {
    const provider = providerOf(api);
    await provider.get('flags');
    const both = await Promise.all([1, 2].map(() => codeOf(provider.get('flags', fetched))));
    expect(both.sort()).toEqual(['GetParameterError', 'no failure']);
    expect(new Set(api.tokens).size).toBeLessThan(api.tokens.length);
  });

  it('throws although it holds a good value', async () => {
    const provider = providerOf(api);
    await provider.get('flags');
    api.behave = throttling;
    expect(await codeOf(provider.get('flags', fetched))).toBe('GetParameterError');
  });

  it('fails until its session is over once an answer was lost', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const provider = providerOf(api);
    await provider.get('flags');
    api.behave = losing;
    await codeOf(provider.get('flags', fetched));
    api.behave = healthy;
    vi.setSystemTime(Date.now() + 23 * 3_600_000);
    expect(await codeOf(provider.get('flags', fetched))).toBe('GetParameterError');
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await codeOf(provider.get('flags', fetched))).toBe('no failure');
  });

  it('asks every five seconds, whatever interval AppConfig names', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const provider = providerOf(api);
    await provider.get('flags');
    vi.setSystemTime(Date.now() + 6000);
    await provider.get('flags');
    expect(api.tokens).toHaveLength(2);
  });

  it('does not say which version it gives', async () => {
    api.deploy('two', 'spring');
    const value = await providerOf(api).get('flags');
    expect(value).toBeInstanceOf(Uint8Array);
    expect(Object.values(value ?? {})).not.toContain('spring');
  });
});
