import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARM_DIMENSION_SETS } from '../../../lambda/metric-names.ts';
import { CANDIDATE, CONTROL, dimensionSetsOf, someModelFlags } from './builders.ts';

const USER = { user_id: 'u-1', email: 'ada@example.com' };
const MOTION = { inference_model: CANDIDATE };

/** A model that fails for the candidate as told, and answers for everybody else. */
function failing(thrown: unknown): (model: string) => Promise<string> {
  return async (model) => {
    if (model === 'sonnet') throw thrown;
    return `${model} says hello`;
  };
}

function named(name: string, members: object = {}): Error {
  return Object.assign(new Error('detail'), { name, ...members });
}

describe('observing a call', () => {
  it('calls once with the value, gives its result and writes one record of it', async () => {
    const { flags, records } = someModelFlags(MOTION);
    const decision = await flags.decide('inference_model', USER);
    expect(await flags.observe(decision, async (model) => [model])).toEqual(['sonnet']);
    const [record, ...others] = records();
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      ...{
        Service: 'search',
        Environment: 'prod',
        Model: 'sonnet',
        Flag: 'inference_model',
        Role: 'candidate',
      },
      ...{ Requests: 1, Errors: 0, Timeouts: 0, Throttles: 0, MalformedResponses: 0, LatencyMs: 100 },
      ...{ Fallbacks: 0, ConfigStale: 0, ConfigDefault: 0, Unbucketed: 0, FlagsVersion: 7 },
    });
  });

  it('counts it under the role, the model and the service', async () => {
    const { flags, records } = someModelFlags(MOTION);
    await flags.observe(await flags.decide('inference_model', USER), (model) => model);
    expect(dimensionSetsOf(records()[0])).toEqual([
      'Service,Environment',
      'Service,Environment,Flag,Role',
      'Service,Environment,Model',
      'Service,Environment,Role',
    ]);
  });

  it('counts a candidate by its value as well where that is wanted', async () => {
    const decision = { inference_model: CANDIDATE };
    const [named, unnamed] = [someModelFlags(decision, { namesCandidates: true }), someModelFlags(decision)];
    for (const { flags } of [named, unnamed]) {
      await flags.observe(await flags.decide('inference_model', USER), (model) => model);
    }
    const [record] = named.records();
    expect(record).toMatchObject({ Value: 'sonnet', Requests: 1 });
    const sets = record._aws.CloudWatchMetrics.map(({ Dimensions }: { Dimensions: unknown[] }) => Dimensions);
    expect(sets).toContainEqual([ARM_DIMENSION_SETS.arm]);
    expect(unnamed.records()[0]).not.toHaveProperty('Value');
  });

  it('counts a control by its value likewise', async () => {
    const { flags, records } = someModelFlags({ inference_model: CONTROL }, { namesCandidates: true });
    await flags.observe(await flags.decide('inference_model', USER), (model) => model);
    expect(records()).toMatchObject([{ Requests: 1, Role: 'control', Value: CONTROL.value }]);
  });

  it('counts a candidate by no value that is given the default, since its value cannot be', async () => {
    const inference_model = { ...CANDIDATE, value: 7 };
    const { flags, records } = someModelFlags({ inference_model }, { namesCandidates: true });
    await flags.observe(await flags.decide('inference_model', USER), (model) => model);
    expect(records()).toMatchObject([{ Requests: 1, Role: 'candidate' }]);
    expect(records()[0]).not.toHaveProperty('Value');
  });

  it('counts a request for its arm where arms are compared, with its cost', async () => {
    for (const [inference_model, value] of [
      [CANDIDATE, 'sonnet'],
      [CONTROL, 'haiku'],
    ] as const) {
      const { flags, records } = someModelFlags({ inference_model }, { comparisons: 'users' });
      const decision = await flags.decide('inference_model', USER);
      await flags.observe(decision, (model) => model, { measure: () => ({ costUsd: 0.25 }) });
      expect(records()).toMatchObject([{ Value: value, CostUsd: 0.25, AnsweredCostUsd: 0.25 }]);
      const [{ _aws }] = records();
      const sets = _aws.CloudWatchMetrics.flatMap((one: { Dimensions: unknown[] }) => one.Dimensions);
      expect(sets).toEqual(expect.arrayContaining([ARM_DIMENSION_SETS.arm, ARM_DIMENSION_SETS.group]));
    }
  });

  it('counts a request for no arm where a default stands in for the value', async () => {
    const inference_model = { ...CANDIDATE, value: 7 };
    const { flags, records } = someModelFlags({ inference_model }, { comparisons: 'users' });
    await flags.observe(await flags.decide('inference_model', USER), (model) => model);
    expect(records()[0]).not.toHaveProperty('Value');
  });

  it('counts a user in no comparison under no role', async () => {
    const { flags, records } = someModelFlags({ retrieval_top_k: { value: 8 } });
    await flags.observe(await flags.decide('retrieval_top_k', USER), (topK) => topK);
    expect(dimensionSetsOf(records()[0])).toEqual(['Service,Environment']);
  });

  it('answers with the control value where the candidate fails, and counts the failure against the candidate', async () => {
    const { flags, records } = someModelFlags(MOTION);
    const decision = await flags.decide('inference_model', USER);
    expect(await flags.observe(decision, failing(named('ModelErrorException')))).toBe('haiku says hello');
    expect(records()).toMatchObject([
      { Role: 'candidate', Model: 'sonnet', Requests: 1, Errors: 1, Fallbacks: 1, LatencyMs: 100 },
    ]);
    expect(records()[0].failure).toEqual({ kind: 'error', reason: 'ModelErrorException' });
  });

  it.each([
    { thrown: named('ThrottlingException'), metric: 'Throttles' },
    { thrown: named('AI_RetryError', { lastError: named('x', { statusCode: 429 }) }), metric: 'Throttles' },
    { thrown: named('TimeoutError'), metric: 'Timeouts' },
  ])('counts $thrown.name among $metric and among errors', async ({ thrown, metric }) => {
    const { flags, records } = someModelFlags(MOTION);
    await flags.observe(await flags.decide('inference_model', USER), failing(thrown));
    expect(records()).toMatchObject([{ [metric]: 1, Errors: 1 }]);
  });

  it('answers once more for a malformed answer, too', async () => {
    const { flags, records } = someModelFlags(MOTION);
    const call = async (model: string) => (model === 'sonnet' ? '' : 'hello');
    const measure = (text: string) => ({ malformed: text === '', outputTokens: text.length });
    const decision = await flags.decide('inference_model', USER);
    expect(await flags.observe(decision, call, { measure })).toBe('hello');
    expect(records()).toMatchObject([{ MalformedResponses: 1, Errors: 1, Fallbacks: 1, OutputTokens: 0 }]);
  });

  it('throws what the candidate threw where falling back is switched off', async () => {
    const { flags, records } = someModelFlags(MOTION);
    const thrown = named('ModelErrorException');
    const decision = await flags.decide('inference_model', USER);
    await expect(flags.observe(decision, failing(thrown), { fallback: false })).rejects.toBe(thrown);
    expect(records()).toMatchObject([{ Errors: 1, Fallbacks: 0 }]);
  });

  it('throws what the control threw where both fail', async () => {
    const { flags, records } = someModelFlags(MOTION);
    const call = (model: string): never => {
      throw named(model);
    };
    const decision = await flags.decide('inference_model', USER);
    await expect(flags.observe(decision, call)).rejects.toMatchObject({ name: 'haiku' });
    expect(records()).toMatchObject([{ Errors: 1, Fallbacks: 0, fallback_failure: { reason: 'haiku' } }]);
  });

  it('calls a control once, and whoever is in no comparison', async () => {
    for (const resolution of [CONTROL, { value: 'haiku' }]) {
      const { flags } = someModelFlags({ inference_model: resolution });
      const decision = await flags.decide('inference_model', USER);
      const called: string[] = [];
      const call = async (model: string) => {
        called.push(model);
        throw named('ModelErrorException');
      };
      await expect(flags.observe(decision, call)).rejects.toThrow('detail');
      expect(called).toEqual(['haiku']);
    }
  });

  it('writes down nothing of the user, the message of an error or the answer', async () => {
    const { flags, lines } = someModelFlags(MOTION);
    const thrown = named('ModelErrorException', { message: 'could not answer ada@example.com' });
    await flags.observe(await flags.decide('inference_model', USER), failing(thrown));
    for (const secret of ['ada', 'u-1', 'could not', 'hello']) expect(lines.join()).not.toContain(secret);
  });
});

describe('observing what several flags have a part in', () => {
  it('calls with all values, and with the control value of the one in motion where that fails', async () => {
    const { flags, records } = someModelFlags({ ...MOTION, retrieval_top_k: { value: 8 } });
    const called: object[] = [];
    const call = async (values: { inference_model: string; retrieval_top_k: number }) => {
      called.push(values);
      if (values.inference_model === 'sonnet') throw named('ModelErrorException');
      return values.retrieval_top_k;
    };
    expect(await flags.observeAll(await flags.decideAll(USER), call)).toBe(8);
    expect(called).toEqual([
      { inference_model: 'sonnet', retrieval_top_k: 8, cite_sources: false },
      { inference_model: 'haiku', retrieval_top_k: 8, cite_sources: false },
    ]);
    expect(records()).toMatchObject([{ Flag: 'inference_model', Role: 'candidate', Requests: 1, Errors: 1 }]);
  });
});

describe('what is measured of an answer', () => {
  const usage = { inputTokens: 1200, outputTokens: 80, costUsd: 0.004 };

  it('is tokens, and cost and latency by their limits', async () => {
    const { flags, records } = someModelFlags(MOTION, { latencyLimitMs: 99, costCapUsd: 0.016 });
    const decision = await flags.decide('inference_model', USER);
    await flags.observe(decision, () => 'hello', { measure: () => usage });
    expect(records()).toMatchObject([
      { InputTokens: 1200, OutputTokens: 80, CostShare: 0.25, OverLatencyLimit: 1 },
    ]);
  });

  it('is never a share of more than the whole', async () => {
    const { flags, records } = someModelFlags(MOTION, { costCapUsd: 0.001 });
    const decision = await flags.decide('inference_model', USER);
    await flags.observe(decision, () => 'hello', { measure: () => usage });
    expect(records()).toMatchObject([{ CostShare: 1 }]);
  });

  it('is not what there is no limit for, and not what is no quantity', async () => {
    const { flags, records } = someModelFlags(MOTION);
    const measure = () => ({ ...usage, inputTokens: Number.NaN, outputTokens: undefined });
    await flags.observe(await flags.decide('inference_model', USER), () => 'hello', { measure });
    for (const name of ['CostShare', 'OverLatencyLimit', 'InputTokens', 'OutputTokens']) {
      expect(records()[0]).not.toHaveProperty(name);
    }
  });

  it.each([
    { freshness: 'stale', problem: 'flag-source-timeout', counts: { ConfigStale: 1, ConfigDefault: 0 } },
    { freshness: 'default', problem: 'document-refused', counts: { ConfigStale: 0, ConfigDefault: 1 } },
    { freshness: 'fresh', unbucketed: true, counts: { ConfigStale: 0, ConfigDefault: 0, Unbucketed: 1 } },
  ])('says how far the flags could be trusted: $freshness', async ({ counts, ...flagMetadata }) => {
    const { flags, records } = someModelFlags({ inference_model: { value: 'haiku', flagMetadata } });
    await flags.observe(await flags.decide('inference_model', USER), () => 'hello');
    expect(records()).toMatchObject([counts]);
  });

  it('takes a value of the wrong type for a default, and a missing flag not where the document is there', async () => {
    for (const [errorCode, ConfigDefault] of [
      ['TYPE_MISMATCH', 1],
      ['FLAG_NOT_FOUND', 0],
    ] as const) {
      const resolution = { value: 'haiku', errorCode, flagMetadata: { freshness: 'fresh' } };
      const { flags, records } = someModelFlags({ inference_model: resolution });
      await flags.observe(await flags.decide('inference_model', USER), () => 'hello');
      expect(records()).toMatchObject([{ ConfigDefault }]);
    }
  });
});

describe('a call', () => {
  const broken = () => {
    throw new Error('broken');
  };

  it('comes to what it would without flags, whatever is broken around it', async () => {
    const resolution = fc.constantFrom(CANDIDATE, CONTROL, { value: 'haiku' }, broken, {});
    const options = fc.record({ emit: fc.constantFrom(broken, async () => broken()) }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(resolution, options, fc.boolean(), async (inference_model, around, fails) => {
        const { flags } = someModelFlags({ inference_model }, around);
        const decision = await flags.decide('inference_model', USER);
        const call = async () => (fails ? broken() : 'hello');
        const answer = flags.observe(decision, call, { measure: broken });
        if (fails) await expect(answer).rejects.toThrow('broken');
        else expect(await answer).toBe('hello');
      }),
      { numRuns: 60 },
    );
  });
});
