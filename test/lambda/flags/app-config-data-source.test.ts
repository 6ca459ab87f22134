import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AppConfigDataSource,
  type AppConfigDataSourceOptions,
} from '../../../lambda/flags/app-config-data-source.ts';
import type { SourcedDocument } from '../../../lambda/flags/flag-source.ts';
import { flagSourceSuite } from '../../conformance/flag-source-suite.ts';
import {
  type Behaviour,
  DataApi,
  failing,
  hanging,
  healthy,
  losing,
  refusing,
  resetting,
  throttling,
} from '../../helpers/data-api.ts';

const PLACE = { application: 'shop', environment: 'prod', profile: 'flags' };
const INTERVAL_MS = 60_000;

function sourceOf(api: DataApi, options: Partial<AppConfigDataSourceOptions> = {}): AppConfigDataSource {
  const { clock, timer } = api;
  return new AppConfigDataSource({
    ...{ client: api.reader(), ...PLACE, clock, timer, random: () => 0.5 },
    ...options,
  });
}

flagSourceSuite({
  name: 'AppConfig data API',
  async make() {
    const api = await DataApi.start();
    const source = sourceOf(api);
    return {
      source,
      async serve(content, version) {
        api.behave = healthy;
        api.deploy(content, `v${version}`);
        await api.pass(INTERVAL_MS);
      },
      async breakDown() {
        api.behave = failing;
        await api.pass(INTERVAL_MS);
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
afterEach(() => api.close());

async function held(source: AppConfigDataSource): Promise<string> {
  const { bytes, problem } = await source.fetch();
  return [new TextDecoder().decode(bytes), ...(problem === undefined ? [] : [problem])].join(' ');
}

function codeOf(fetched: Promise<SourcedDocument>): Promise<unknown> {
  return fetched.then(
    () => 'no failure',
    (error: { code: string }) => error.code,
  );
}

describe('AppConfig data source', () => {
  it('asks once for many who ask at the same time', async () => {
    const source = sourceOf(api);
    const texts = await Promise.all(Array.from({ length: 50 }, () => held(source)));
    expect(new Set(texts)).toEqual(new Set(['one']));
    expect([api.sessions, api.tokens.length]).toEqual([1, 1]);
  });

  it('asks again after the interval that AppConfig names, and not before', async () => {
    const source = sourceOf(api);
    await source.fetch();
    await api.pass(INTERVAL_MS - 1);
    expect(api.tokens).toHaveLength(1);
    await api.pass(1);
    expect(api.tokens).toHaveLength(2);
  });

  it('asks AppConfig for the interval it is given', async () => {
    const source = sourceOf(api, { minPollIntervalSeconds: 15 });
    await source.fetch();
    api.deploy('two');
    await api.pass(15_000);
    expect(await held(source)).toBe('two');
  });

  it.each([14, 15.5, 86_401, Number.NaN])('refuses an interval of %s seconds by its name', (seconds) => {
    expect(() => sourceOf(api, { minPollIntervalSeconds: seconds })).toThrow(/minPollIntervalSeconds/);
  });

  it('learns of a rollback while nobody asks', async () => {
    const source = sourceOf(api);
    await source.fetch();
    api.deploy('two');
    await api.pass(INTERVAL_MS);
    api.deploy('one');
    await api.pass(INTERVAL_MS);
    api.behave = hanging;
    expect(await held(source)).toBe('one');
  });

  it('makes nobody but the first wait for a poll', async () => {
    const source = sourceOf(api);
    await source.fetch();
    api.behave = hanging;
    await api.pass(INTERVAL_MS);
    expect(await held(source)).toBe('one');
  });

  it('asks before it gives a document that two intervals have not confirmed', async () => {
    const source = sourceOf(api);
    await source.fetch();
    api.deploy('two');
    // The timers of a frozen process do not run.
    api.clock.advance(2 * INTERVAL_MS);
    expect(await held(source)).toBe('two');
    expect(api.timer.delaysMs).toEqual([INTERVAL_MS]);
  });

  it('gives the label as version, and a hash of the content where there is none', async () => {
    const source = sourceOf(api);
    expect((await source.fetch()).version).toMatch(/^sha256-/);
    api.deploy('two', 'spring');
    await api.pass(2 * INTERVAL_MS);
    expect((await source.fetch()).version).toBe('spring');
  });

  it('reads several environments with one client', async () => {
    api.deploy('other', 'eu', 'prod-eu');
    const client = api.reader();
    const sources = ['prod', 'prod-eu'].map((environment) => sourceOf(api, { client, environment }));
    expect(await Promise.all(sources.map(held))).toEqual(['one', 'other']);
    api.deploy('new', 'eu2', 'prod-eu');
    await api.pass(INTERVAL_MS);
    expect(await Promise.all(sources.map(held))).toEqual(['one', 'new']);
  });

  it('is one target of a gradual deployment, and stays on its side of it', async () => {
    api.reach('two', 50);
    const sources = Array.from({ length: 12 }, () => sourceOf(api));
    const first = await Promise.all(sources.map(held));
    expect(new Set(first)).toEqual(new Set(['one', 'two']));
    await api.pass(3 * INTERVAL_MS);
    expect(await Promise.all(sources.map(held))).toEqual(first);
  });

  it('plans nothing more once it is closed, and gives on what it holds', async () => {
    const source = sourceOf(api);
    await source.fetch();
    source.close();
    expect(api.timer.delaysMs).toEqual([]);
    expect(await held(source)).toBe('one');
    api.clock.advance(2 * INTERVAL_MS);
    expect(await held(source)).toBe('one flag-source-failed');
  });

  it('has no problem with a poll that closing broke off, while what it holds is confirmed', async () => {
    const source = sourceOf(api);
    await source.fetch();
    api.behave = hanging;
    await api.pass(INTERVAL_MS);
    source.close();
    await api.quiet();
    expect(await held(source)).toBe('one');
  });

  it('breaks off the poll that is under way when it is closed', async () => {
    const source = sourceOf(api);
    api.behave = hanging;
    const waiting = codeOf(source.fetch());
    await api.quiet();
    source.close();
    expect(await waiting).toBe('flag-source-failed');
    expect(await codeOf(source.fetch())).toBe('flag-source-failed');
    expect(api.timer.delaysMs).toEqual([]);
  });
});

describe('AppConfig data source in trouble', () => {
  it.each([
    ['a refused connection', 'flag-source-unreachable', resetting],
    ['an answer that is lost', 'flag-source-unreachable', losing],
    ['throttling', 'flag-source-status', throttling],
    ['an error of the service', 'flag-source-status', failing],
    ['a missing permission', 'flag-source-status', refusing('AccessDeniedException', 403)],
    ['something that is not deployed', 'flag-source-status', refusing('ResourceNotFoundException', 404)],
    ['a service that never answers', 'flag-source-timeout', hanging],
  ] as const)('reports %s as %s, with nothing to give and with something', async (_, code, behaviour) => {
    const [empty, full] = [sourceOf(api), sourceOf(api)];
    await full.fetch();
    api.behave = behaviour;
    const failure = codeOf(empty.fetch());
    await api.pass(INTERVAL_MS + 3000);
    expect(await failure).toBe(code);
    expect(await held(full)).toBe(`one ${code}`);
  });

  it('takes longer and longer pauses, a minute at most, each cut by chance', async () => {
    let chance = 0;
    const source = sourceOf(api, { random: () => chance });
    api.behave = throttling;
    await codeOf(source.fetch());
    const pauses: number[] = [];
    for (const _ of Array.from({ length: 9 })) {
      const [pauseMs = 0] = api.timer.delaysMs;
      pauses.push(pauseMs);
      chance = 1 - chance;
      await api.pass(pauseMs);
    }
    expect(pauses).toEqual([500, 2000, 2000, 8000, 8000, 32_000, 30_000, 60_000, 30_000]);
  });

  it('begins with short pauses again after a success', async () => {
    const source = sourceOf(api);
    await source.fetch();
    const pauses: number[] = [];
    for (const behaviour of [failing, failing, healthy, failing]) {
      api.behave = behaviour;
      await api.pass(api.timer.delaysMs[0] ?? 0);
      pauses.push(api.timer.delaysMs[0] ?? 0);
    }
    expect(pauses).toEqual([750, 1500, INTERVAL_MS, 750]);
  });

  it('gives what it learned while nobody asked, though it can learn no more', async () => {
    const source = sourceOf(api);
    await source.fetch();
    api.deploy('two');
    await api.pass(INTERVAL_MS);
    api.behave = failing;
    await api.pass(INTERVAL_MS);
    expect(await held(source)).toBe('two flag-source-status');
  });

  it('makes no more than one caller wait for a service that never answers', async () => {
    const source = sourceOf(api);
    api.behave = hanging;
    const first = codeOf(source.fetch());
    await api.pass(3000);
    expect(await first).toBe('flag-source-timeout');
    await api.pass(1000);
    expect(await codeOf(source.fetch())).toBe('flag-source-timeout');
  });

  it('serves again what AppConfig serves once the trouble is over', async () => {
    const source = sourceOf(api);
    for (const behaviour of [failing, hanging, losing, throttling, resetting]) {
      api.behave = behaviour;
      await codeOf(source.fetch());
      await api.pass(2 * INTERVAL_MS);
      api.behave = healthy;
      api.deploy(behaviour.toString());
      await api.pass(INTERVAL_MS);
      expect(await held(source)).toBe(behaviour.toString());
    }
  });

  it('starts a new session when the token has expired', async () => {
    const source = sourceOf(api);
    await source.fetch();
    api.deploy('two');
    api.clock.advance(25 * 3_600_000);
    expect(await held(source)).toBe('two');
    expect(api.sessions).toBe(2);
  });

  it('keeps its session through throttling, for the token is not spent', async () => {
    const source = sourceOf(api);
    await source.fetch();
    api.behave = throttling;
    await api.pass(INTERVAL_MS);
    api.behave = healthy;
    await api.pass(INTERVAL_MS);
    expect(await held(source)).toBe('one');
    expect(api.sessions).toBe(1);
  });

  it('keeps its session when AppConfig finds it too early', async () => {
    const source = sourceOf(api, { minPollIntervalSeconds: 60 });
    await source.fetch();
    const hurried = api.timer.delaysMs[0] ?? 0;
    api.behave = tooEarly;
    await api.pass(hurried);
    expect(await held(source)).toBe('one flag-source-status');
    api.behave = healthy;
    await api.pass(1000);
    expect([await held(source), api.sessions]).toEqual(['one', 1]);
  });

  it('does not send a token again whose answer was lost', async () => {
    const source = sourceOf(api);
    await source.fetch();
    api.behave = losing;
    await api.pass(INTERVAL_MS);
    api.behave = healthy;
    await api.pass(INTERVAL_MS);
    expect(await held(source)).toBe('one');
    expect(new Set(api.tokens).size).toBe(api.tokens.length);
  });

  it('gets over a client that sends a spent token again by itself', async () => {
    const source = sourceOf(api, { client: api.reader(api.sdk(2)), timeoutMs: 60_000 });
    let lost = 0;
    api.behave = (answer, request) =>
      request.method === 'GET' && lost++ === 0 ? losing(answer, request) : answer();
    expect(await held(source)).toBe('one');
    expect(new Set(api.tokens).size).toBeLessThan(api.tokens.length);
  });

  it('says nothing of what AppConfig said but the error’s name and status', async () => {
    api.behave = failing;
    const error = await sourceOf(api)
      .fetch()
      .catch((reason: Error) => reason);
    expect(String(error)).toMatch(/500 InternalServerException/);
    expect(String(error)).not.toContain('details of the account');
  });
});

const tooEarly: Behaviour = () => ({
  status: 400,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'BadRequestException' },
  body: JSON.stringify({
    Reason: 'InvalidParameters',
    Details: { InvalidParameters: { ConfigurationToken: { Problem: 'PollIntervalNotSatisfied' } } },
  }),
});
