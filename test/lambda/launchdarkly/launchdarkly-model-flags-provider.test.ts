import type { Client, EvaluationDetails, JsonValue } from '@openfeature/server-sdk';
import { describe, expect, it } from 'vitest';
import { aFlag, anExperiment, aRule, LaunchDarklyBench } from '../../local/launchdarkly/builders.ts';
import { HAIKU, ProviderScene, SONNET } from './builders.ts';

const MODEL = 'inference_model';
const USER = { targetingKey: 'u1' };

/** Asks for the flag `any` as the type of the default. */
function ask(flags: Client, other: JsonValue): Promise<EvaluationDetails<JsonValue>> {
  if (typeof other === 'string') return flags.getStringDetails('any', other, USER);
  if (typeof other === 'number') return flags.getNumberDetails('any', other, USER);
  if (typeof other === 'boolean') return flags.getBooleanDetails('any', other, USER);
  return flags.getObjectDetails('any', other, USER);
}

describe('a value of LaunchDarkly', () => {
  it.each([
    { type: 'text', value: 'a', other: 'b', variant: 'a' },
    { type: 'number', value: 0, other: 7, variant: '0' },
    { type: 'truth value', value: false, other: true, variant: 'false' },
    { type: 'object', value: { a: [1] }, other: {}, variant: '0' },
  ])('is served as the $type it is', async ({ value, other, variant }) => {
    const { flags } = await ProviderScene.started(await LaunchDarklyBench.open(aFlag('any', [value])));
    const details = await ask(flags, other);
    expect(details).toMatchObject({ value, variant, reason: 'DEFAULT' });
    expect(details.flagMetadata).toEqual({
      document_version: 'v1',
      freshness: 'fresh',
      origin: 'launchdarkly',
    });
  });

  it.each([
    [1, 'b'],
    ['1', 7],
    ['true', true],
    ['{}', {}],
    [null, {}],
  ])('is an error of its type where %j is served to who gives %j as default', async (value, other) => {
    const { flags } = await ProviderScene.started(await LaunchDarklyBench.open(aFlag('any', [value])));
    const details = await ask(flags, other);
    expect(details).toMatchObject({ value: other, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' });
    expect(details.flagMetadata).toMatchObject({ freshness: 'fresh', origin: 'launchdarkly' });
  });

  it('is served under the key that its flag has there', async () => {
    const bench = await LaunchDarklyBench.open(aFlag('answering-model', [SONNET]));
    const scene = await ProviderScene.started(bench, { flagKeys: { [MODEL]: 'answering-model' } });
    expect(await scene.model('u1')).toMatchObject({ flag: MODEL, value: SONNET });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'is not taken from what every object inherits: %s',
    async (name) => {
      const { flags } = await ProviderScene.started(await LaunchDarklyBench.open());
      const details = await flags.getStringDetails(name, 'default', USER);
      expect(details).toMatchObject({ value: 'default', reason: 'ERROR' });
      expect(details.flagMetadata).toMatchObject({ freshness: 'fresh', origin: 'launchdarkly' });
    },
  );
});

describe('a reason of LaunchDarkly', () => {
  const variations = [HAIKU, SONNET];
  const flags = [
    { why: 'OFF', members: { on: false }, reason: 'DISABLED' },
    { why: 'FALLTHROUGH', members: {}, reason: 'DEFAULT' },
    {
      why: 'TARGET_MATCH',
      members: { targets: [{ values: ['u1'], variation: 1 }] },
      reason: 'TARGETING_MATCH',
    },
    {
      why: 'RULE_MATCH',
      members: { rules: [aRule('key', ['u1'], 1)] },
      reason: 'TARGETING_MATCH',
      rule: 'by-key',
    },
    {
      why: 'RULE_MATCH without an id',
      members: { rules: [{ ...aRule('key', ['u1'], 1), id: '' }] },
      reason: 'TARGETING_MATCH',
      rule: 'rule:0',
    },
    {
      why: 'PREREQUISITE_FAILED',
      members: { prerequisites: [{ key: 'gone', variation: 0 }] },
      reason: 'DISABLED',
      rule: 'prerequisite:gone',
    },
  ];

  it.each(flags)('is told in the words of OpenFeature: $why', async ({ members, reason, rule }) => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, variations, members));
    const scene = await ProviderScene.started(bench);
    expect(await scene.model('u1')).toMatchObject({ reason, rule, role: undefined, errorCode: undefined });
  });

  it('leaves the default where there is no variation to serve', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET], { on: false, offVariation: null }));
    const scene = await ProviderScene.started(bench);
    expect(await scene.model('u1')).toMatchObject({ value: HAIKU, variant: undefined, reason: 'DISABLED' });
  });

  it.each([
    ['FLAG_NOT_FOUND', 'another', {}],
    ['PARSE_ERROR', MODEL, { fallthrough: { variation: 9 } }],
  ])('is an error that leaves the default: %s', async (errorCode, key, members) => {
    const bench = await LaunchDarklyBench.open(aFlag(key, variations, members));
    const scene = await ProviderScene.started(bench);
    expect(await scene.model('u1')).toMatchObject({
      value: HAIKU,
      reason: 'ERROR',
      errorCode,
      freshness: 'fresh',
    });
  });

  it('is an error for one who has no key, and LaunchDarkly is not asked', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [SONNET]));
    const scene = await ProviderScene.started(bench);
    for (const context of [{}, { targetingKey: '' }, { user_segment: 'internal' }]) {
      const details = await scene.flags.getStringDetails(MODEL, HAIKU, context);
      expect(details).toMatchObject({ value: HAIKU, errorCode: 'TARGETING_KEY_MISSING' });
    }
    expect(scene.lines).toEqual([]);
  });
});

describe('an experiment of LaunchDarkly', () => {
  it('makes who is served the safe default the control, and others candidates', async () => {
    const bench = await LaunchDarklyBench.open(anExperiment(MODEL, [HAIKU, SONNET]));
    const scene = await ProviderScene.started(bench);
    const { candidate, control } = await scene.usersOf();
    expect(await scene.model(control)).toMatchObject({ value: HAIKU, reason: 'SPLIT', control: undefined });
    expect(await scene.model(candidate)).toMatchObject({ value: SONNET, reason: 'SPLIT', control: HAIKU });
  });

  it('has no side for whom it leaves out', async () => {
    const everybodyOut = anExperiment(MODEL, [HAIKU, SONNET], { outside: 100_000 });
    const scene = await ProviderScene.started(await LaunchDarklyBench.open(everybodyOut));
    expect(await scene.model('u1')).toMatchObject({ value: HAIKU, reason: 'DEFAULT', role: undefined });
  });

  it('has no side for whom a rule or a target serves', async () => {
    const members = {
      rules: [aRule('segment', ['internal'], 1)],
      targets: [{ values: ['u7'], variation: 1 }],
    };
    const flag = { ...anExperiment(MODEL, [HAIKU, SONNET]), ...members };
    const scene = await ProviderScene.started(await LaunchDarklyBench.open(flag));
    const ruled = await scene.model('u1', { user_segment: 'internal' });
    expect(ruled).toMatchObject({ value: SONNET, role: undefined, rule: 'by-segment' });
    expect(await scene.model('u7')).toMatchObject({ value: SONNET, role: undefined });
  });

  it('goes by the default of the caller where the safe default does not have the flag', async () => {
    const bench = await LaunchDarklyBench.open(anExperiment('tone', ['warm', 'warm']));
    const { flags } = await ProviderScene.started(bench);
    const side = async (default_: string) =>
      (await flags.getStringDetails('tone', default_, USER)).flagMetadata.role;
    expect(await side('warm')).toBe('control');
    expect(await side('dry')).toBe('candidate');
  });

  it('puts a user into one group for the guard, and users into all groups alike', async () => {
    const scene = await ProviderScene.started(
      await LaunchDarklyBench.open(anExperiment(MODEL, [HAIKU, SONNET])),
    );
    const buckets = await Promise.all(
      Array.from({ length: 800 }, async (_, user) => (await scene.model(`u${user}`)).bucket ?? -1),
    );
    expect((await scene.model('u0')).bucket).toBe(buckets[0]);
    const counts = new Map<number, number>();
    for (const bucket of buckets) counts.set(bucket % 16, (counts.get(bucket % 16) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, group) => group));
    expect(Math.min(...counts.values())).toBeGreaterThan(25);
  });
});
