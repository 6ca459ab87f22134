import {
  ErrorCode,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
} from '@openfeature/server-sdk';
import { describe, expect, it } from 'vitest';
import { failOver } from '../../../lambda/openfeature/fail-over.ts';
import { resolvedFlag } from '../../../lambda/openfeature/resolved-flag.ts';
import { isolatedOpenFeature } from '../../../local/openfeature/isolated-open-feature.ts';
import { clientOf } from './open-feature-client.ts';

type Answer = 'fresh' | 'stale' | 'default' | 'error' | 'throws';

/** A provider whose value is its name, as good as told. */
class ToldProvider {
  answer: Answer;
  asked = 0;
  readonly tracked: string[] = [];
  readonly metadata: { readonly name: string };
  readonly events = new OpenFeatureEventEmitter();
  initialize?: () => Promise<void>;

  constructor(name: string, answer: Answer = 'fresh') {
    this.metadata = { name };
    this.answer = answer;
  }

  get provider(): Provider {
    return this as unknown as Provider;
  }

  async resolveStringEvaluation(_flag: string, value: string): Promise<ResolutionDetails<string>> {
    this.asked += 1;
    if (this.answer === 'throws') throw new Error('down');
    if (this.answer === 'error') {
      const flagMetadata = { document_version: this.metadata.name, freshness: 'fresh' };
      return { value, errorCode: ErrorCode.FLAG_NOT_FOUND, flagMetadata };
    }
    return { value: this.metadata.name, flagMetadata: { freshness: this.answer } };
  }

  track(name: string): void {
    this.tracked.push(name);
  }
}

async function aPair(first: Answer = 'fresh', second: Answer = 'fresh') {
  const [primary, secondary] = [new ToldProvider('primary', first), new ToldProvider('secondary', second)];
  const client = await clientOf(failOver({ primary: primary.provider, secondary: secondary.provider }));
  const ask = () => client.getStringDetails('m', 'caller', { targetingKey: 'u-1' });
  return { primary, secondary, client, ask };
}

describe('which of two providers serves', () => {
  it.each<[Answer, Answer, string]>([
    ['fresh', 'fresh', 'primary'],
    ['stale', 'fresh', 'secondary'],
    ['default', 'fresh', 'secondary'],
    ['error', 'fresh', 'secondary'],
    ['throws', 'fresh', 'secondary'],
    ['stale', 'stale', 'primary'],
    ['default', 'stale', 'secondary'],
    ['stale', 'default', 'primary'],
    ['throws', 'stale', 'secondary'],
    ['default', 'default', 'primary'],
    ['default', 'throws', 'primary'],
    ['throws', 'default', 'secondary'],
    ['throws', 'throws', 'caller'],
  ])('of one %s and one %s: %s', async (first, second, expected) => {
    const { ask } = await aPair(first, second);
    expect((await ask()).value).toBe(expected);
  });

  it('leaves the secondary alone while the primary is fresh', async () => {
    const { primary, secondary, ask } = await aPair();
    await ask();
    expect([primary.asked, secondary.asked]).toEqual([1, 0]);
  });

  it('goes back to the primary once that is fresh again', async () => {
    const { primary, ask } = await aPair('stale');
    expect((await ask()).value).toBe('secondary');
    primary.answer = 'fresh';
    expect((await ask()).value).toBe('primary');
  });

  it('names who served where the provider does not say where its document comes from', async () => {
    const { ask } = await aPair('stale');
    expect(resolvedFlag(await ask(), 'fail-over')).toMatchObject({ origin: 'secondary', freshness: 'fresh' });
  });

  it('keeps what the primary knows of a flag that neither has', async () => {
    const { ask } = await aPair('error', 'error');
    expect(await ask()).toMatchObject({
      ...{ value: 'caller', errorCode: 'FLAG_NOT_FOUND', flagMetadata: { document_version: 'primary' } },
    });
  });
});

describe('two providers', () => {
  const refuse = () => Promise.reject(new Error('credentials refused'));

  it('start when either can', async () => {
    for (const which of ['primary', 'secondary'] as const) {
      const pair = { primary: new ToldProvider('primary'), secondary: new ToldProvider('secondary') };
      Object.assign(pair[which], { initialize: refuse, answer: 'throws' });
      const client = await clientOf(
        failOver({ primary: pair.primary.provider, secondary: pair.secondary.provider }),
      );
      expect(await client.getStringValue('m', 'caller')).toBe(which === 'primary' ? 'secondary' : 'primary');
    }
  });

  it('do not start when neither can', async () => {
    const [primary, secondary] = [new ToldProvider('primary'), new ToldProvider('secondary')];
    for (const one of [primary, secondary]) one.initialize = refuse;
    const both = failOver({ primary: primary.provider, secondary: secondary.provider });
    await expect(both.initialize?.()).rejects.toThrow('credentials refused');
  });

  it('start late where only one of them cannot recover', async () => {
    const [primary, secondary] = [new ToldProvider('primary', 'throws'), new ToldProvider('secondary')];
    primary.initialize = () =>
      Promise.reject(Object.assign(new Error('refused'), { code: ErrorCode.PROVIDER_FATAL }));
    secondary.initialize = () => Promise.reject(new Error('not there yet'));
    const both = failOver({ primary: primary.provider, secondary: secondary.provider });
    const api = isolatedOpenFeature();
    await api.setProviderAndWait(both).catch(() => {});
    const client = api.getClient();
    expect(client.providerStatus).toBe('ERROR');
    expect(await client.getStringValue('m', 'caller')).toBe('secondary');
    secondary.events.emit(ProviderEvents.Ready);
    expect(client.providerStatus).toBe('READY');
  });

  it('both have their events passed on', async () => {
    const { primary, secondary, client } = await aPair();
    const heard: (string | undefined)[] = [];
    for (const type of [ProviderEvents.Stale, ProviderEvents.ConfigurationChanged, ProviderEvents.Error]) {
      client.addHandler(type, (details) => void heard.push(details?.message));
    }
    primary.events.emit(ProviderEvents.Stale, { message: 'primary is stale' });
    secondary.events.emit(ProviderEvents.ConfigurationChanged, { message: 'secondary changed' });
    secondary.events.emit(ProviderEvents.Error, { message: 'secondary fails' });
    expect(heard).toEqual(['primary is stale', 'secondary changed', 'secondary fails']);
  });

  it('go on with one where the other cannot recover', async () => {
    const { primary, client, ask } = await aPair('throws');
    const fatal = { message: 'refused', errorCode: ErrorCode.PROVIDER_FATAL };
    primary.events.emit(ProviderEvents.Error, fatal);
    expect([client.providerStatus, (await ask()).value]).toEqual(['ERROR', 'secondary']);
  });

  it('are told an outcome once: before anything was asked the primary, then whichever serves', async () => {
    const { primary, secondary, client, ask } = await aPair('stale');
    client.track('before');
    await ask();
    client.track('while the primary is stale');
    primary.answer = 'error';
    await ask();
    client.track('while the primary is there and lacks the flag');
    expect(secondary.tracked).toEqual(['while the primary is stale']);
    expect(primary.tracked).toEqual(['before', 'while the primary is there and lacks the flag']);
  });
});
