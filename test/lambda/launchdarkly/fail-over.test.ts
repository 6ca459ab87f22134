import { OpenFeature } from '@openfeature/server-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TextFlagSource } from '../../../lambda/flags/text-flag-source.ts';
import { AppConfigModelFlagsProvider } from '../../../lambda/openfeature/app-config-model-flags-provider.ts';
import { failOver } from '../../../lambda/openfeature/fail-over.ts';
import { aFlag, eventually, LaunchDarklyBench } from '../../local/launchdarkly/builders.ts';
import { HAIKU, ProviderScene, SAFE_DEFAULT, SONNET } from './builders.ts';

const MODEL = 'inference_model';
const MINUTE_MS = 60_000;

/** Three in ten get sonnet, by the hash and the salt of LaunchDarkly. */
const AGREED = JSON.stringify({
  flag: MODEL,
  default: HAIKU,
  permanent: true,
  rules: [
    {
      name: 'canary',
      condition: { rollout_percentage: 30, hash: 'launchdarkly', salt: `${MODEL}.3a1f` },
      value: SONNET,
    },
  ],
});

const CANARY = {
  salt: '3a1f',
  fallthrough: {
    rollout: {
      variations: [
        { variation: 1, weight: 30_000 },
        { variation: 0, weight: 70_000 },
      ],
    },
  },
};

describe('a fail-over from LaunchDarkly to AppConfig', () => {
  it('leaves every user the value, where both mean the same, and goes back when LaunchDarkly is there', async () => {
    const bench = await LaunchDarklyBench.open(aFlag(MODEL, [HAIKU, SONNET], CANARY));
    const scene = await ProviderScene.started(bench);
    const secondary = new AppConfigModelFlagsProvider({
      source: new TextFlagSource(AGREED),
      safeDefault: SAFE_DEFAULT,
    });
    onTestFinished(() => OpenFeature.clearProviders());
    await OpenFeature.setProviderAndWait('both', failOver({ primary: scene.provider, secondary }));
    const everybody = () => Promise.all(Array.from({ length: 300 }, (_, user) => served(`u${user}`)));
    const before = await everybody();
    bench.endpoint.faults.set('streaming', { kind: 'reset' });
    bench.endpoint.cutStreams();
    await eventually(() => expect(scene.log.trouble).toBeDefined());
    scene.clock.advance(MINUTE_MS);
    const meanwhile = await everybody();
    bench.endpoint.faults.clear();
    await eventually(async () => expect((await served('u1')).origin).toBe('launchdarkly'));
    expect(new Set(before.map(({ origin }) => origin))).toEqual(new Set(['launchdarkly']));
    expect(new Set(meanwhile.map(({ origin }) => origin))).toEqual(new Set(['appconfig']));
    expect(meanwhile.map(({ value }) => value)).toEqual(before.map(({ value }) => value));
    expect(before.filter(({ value }) => value === SONNET).length).toBeGreaterThan(50);
  });
});

async function served(targetingKey: string) {
  const client = OpenFeature.getClient('both');
  const { value, flagMetadata } = await client.getStringDetails(MODEL, HAIKU, { targetingKey });
  return { value, origin: flagMetadata.origin };
}
