import { describe, expect, it } from 'vitest';
import { CANDIDATE, someModelFlags } from './builders.ts';

const USER = { user_id: 'u-1', plan: 'team' };

describe('deciding', () => {
  it('gives value, role and the rest of what the provider knows', async () => {
    const { flags } = someModelFlags({ inference_model: CANDIDATE });
    expect(await flags.decide('inference_model', USER)).toEqual({
      ...{ flag: 'inference_model', value: 'sonnet', variant: 'sonnet', reason: 'SPLIT' },
      ...{ errorCode: undefined, rule: 'canary', role: 'candidate', bucket: 12_345, control: 'haiku' },
      ...{ documentVersion: '7', origin: 'appconfig-agent', freshness: 'fresh', problem: undefined },
    });
  });

  it('gives numbers and truth values in the type of their default', async () => {
    const { flags } = someModelFlags({ retrieval_top_k: { value: 8 }, cite_sources: { value: true } });
    const { value: topK } = await flags.decide('retrieval_top_k', USER);
    const { value: cites } = await flags.decide('cite_sources', USER);
    expect([topK + 1, !cites]).toEqual([9, false]);
  });

  it('gives the default where the provider has no such flag, with its code', async () => {
    const { flags } = someModelFlags({});
    expect(await flags.decide('retrieval_top_k', USER)).toMatchObject({
      ...{ value: 4, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND', freshness: 'default', role: undefined },
    });
  });

  it('gives the default where the provider throws', async () => {
    const { flags } = someModelFlags({
      inference_model: () => {
        throw new Error('down');
      },
    });
    expect(await flags.decide('inference_model', USER)).toMatchObject({
      ...{ value: 'haiku', errorCode: 'GENERAL', freshness: 'default' },
    });
  });

  it.each([[{}], [{ value: 4 }], [{ value: null }]])(
    'gives the default where the provider gives %j, which is not what was asked for',
    async (resolution) => {
      const { flags } = someModelFlags({ inference_model: resolution });
      expect(await flags.decide('inference_model', USER)).toMatchObject({
        ...{ value: 'haiku', variant: undefined, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' },
      });
    },
  );

  it('gives the default where not even the client answers', async () => {
    const broken = () => {
      throw new Error('no client');
    };
    const client = { getStringDetails: broken, getNumberDetails: broken, getBooleanDetails: broken };
    const { flags } = someModelFlags({}, { client: { ...client, track: broken, metadata: {} } as never });
    expect(await flags.decide('inference_model', USER)).toMatchObject({
      ...{ value: 'haiku', reason: 'ERROR', errorCode: 'GENERAL', origin: 'default', freshness: 'default' },
    });
  });

  it('takes a control value of another type for none', async () => {
    const flagMetadata = { role: 'candidate', control: 3 };
    const { flags } = someModelFlags({ inference_model: { ...CANDIDATE, flagMetadata } });
    expect(await flags.decide('inference_model', USER)).toMatchObject({
      role: 'candidate',
      control: undefined,
    });
  });

  it('asks for the user by the targeting key, and passes the attributes on', async () => {
    const { flags, told } = someModelFlags({});
    flags.track('task_completed', USER, 1);
    flags.track('task_completed', { plan: 'free' }, 0);
    expect(told).toEqual([
      {
        name: 'task_completed',
        context: { targetingKey: 'u-1', user_id: 'u-1', plan: 'team' },
        details: { value: 1 },
      },
      { name: 'task_completed', context: { plan: 'free' }, details: { value: 0 } },
    ]);
  });

  it('gives all flags at once by their names', async () => {
    const { flags } = someModelFlags({ inference_model: CANDIDATE, retrieval_top_k: { value: 8 } });
    const { inference_model, retrieval_top_k, cite_sources } = await flags.decideAll(USER);
    expect([inference_model.value, retrieval_top_k.value, cite_sources.value]).toEqual(['sonnet', 8, false]);
  });

  it.each(['infrence_model', 'constructor', '__proto__'])(
    'refuses %s, which has no default, by naming those that do',
    async (name) => {
      const { flags } = someModelFlags({});
      const misspelt = flags.decide(name as 'inference_model', USER);
      await expect(misspelt).rejects.toThrow(
        'allowed is what has a default: inference_model, retrieval_top_k',
      );
    },
  );
});

describe('tracking', () => {
  it('never throws, whatever the provider does', () => {
    const client = {
      track: () => {
        throw new Error('down');
      },
    };
    const { flags } = someModelFlags({}, { client: client as never });
    expect(() => flags.track('task_completed', USER, 1)).not.toThrow();
  });
});
