import { TypedInMemoryProvider } from '@openfeature/server-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelFailureKind } from '../../../lambda/inference/failure-kind.ts';
import { ModelFailure } from '../../../lambda/inference/model-invoker.ts';
import {
  aBench,
  aRequest,
  type BenchOptions,
  flagDocument,
  inMotion,
  PROMPTS,
  says,
  usersOf,
} from './builders.ts';

const MODEL_IN_MOTION = flagDocument({ model: inMotion('haiku', 'sonnet') });
const USERS = usersOf(MODEL_IN_MOTION);

/** A bench where sonnet, the candidate, fails as told and haiku answers. */
function aBenchWithBadCandidate(fail: () => never | ReturnType<typeof says>, options: BenchOptions = {}) {
  const bench = aBench({ flags: MODEL_IN_MOTION, ...options });
  bench.model.respond = ({ modelId }) => (modelId === 'bedrock.sonnet' ? fail() : says('from control'));
  return bench;
}

function throws(kind: ModelFailureKind): () => never {
  return () => {
    throw new ModelFailure(kind);
  };
}

describe('inference handler', () => {
  it('answers with the model’s words, what was decided and what it used', async () => {
    const { handler, model } = aBench();
    model.respond = () => says('Hello.', 12, 3);
    expect(await handler(aRequest())).toEqual({
      statusCode: 200,
      request_id: 'request-1',
      model: 'haiku',
      message: { role: 'assistant', content: 'Hello.' },
      decisions: [
        { flag: 'inference_model', value: 'haiku', variant: 'haiku', reason: 'STATIC' },
        { flag: 'system_prompt_version', value: 'v1', variant: 'v1', reason: 'STATIC' },
        { flag: 'retrieval_top_k', value: 0, variant: '0', reason: 'STATIC' },
        { flag: 'response_format', value: 'text', variant: 'text', reason: 'STATIC' },
      ],
      usage: { input_tokens: 12, output_tokens: 3 },
    });
  });

  it('calls the catalogue’s model with the flagged prompt, the conversation and the limits', async () => {
    const { handler, model } = aBench();
    await handler(aRequest('u1', 'What now?'));
    expect(model.invocations).toEqual([
      {
        modelId: 'bedrock.haiku',
        system: 'Prompt one.',
        messages: [{ role: 'user', content: 'What now?' }],
        maxOutputTokens: 500,
        timeoutMs: 10_000,
        json: false,
      },
    ]);
  });

  it('decides by the user’s attributes at request time', async () => {
    const rule = { name: 'internal', condition: { user_segment: 'internal' }, value: 'sonnet' };
    const bench = aBench({ flags: flagDocument({ model: { default: 'haiku', rules: [rule] } }) });
    const messages = [{ role: 'user', content: 'Hi' }];
    await bench.handler({ user: { user_id: 'u', user_segment: 'internal' }, messages });
    await bench.handler({ user: { user_id: 'u', user_segment: 'public' }, messages });
    bench.served.flags = flagDocument({ model: { default: 'sonnet' } });
    await bench.handler({ user: { user_id: 'u', user_segment: 'public' }, messages });
    expect(bench.model.models).toEqual(['bedrock.sonnet', 'bedrock.haiku', 'bedrock.sonnet']);
  });

  it('shows a member of the comparison its side and place', async () => {
    const { handler } = aBench({ flags: MODEL_IN_MOTION });
    const reply = await handler(aRequest(USERS.candidate));
    expect(reply).toMatchObject({
      model: 'sonnet',
      decisions: [{ rule: 'canary', role: 'candidate', bucket: expect.any(Number) }, {}, {}, {}],
    });
    expect(reply).not.toHaveProperty('fallback');
  });

  it('retrieves as many passages as the flag says and puts them into the prompt', async () => {
    const flags = flagDocument({ prompt: { default: 'v2' }, topK: { default: 2 } });
    const { handler, model, retriever } = aBench({ flags, withRetriever: true });
    await handler(aRequest('u1', 'Where?'));
    expect(retriever.retrievals).toMatchObject([{ query: 'Where?', count: 2 }]);
    expect(model.invocations[0]?.system).toBe('Prompt two with [1] passage 0\n\n[2] passage 1.');
  });

  it('retrieves nothing where there is no knowledge base', async () => {
    const { handler, model } = aBench({ flags: flagDocument({ topK: { default: 4 } }) });
    expect(await handler(aRequest())).toMatchObject({ statusCode: 200 });
    expect(model.invocations[0]?.system).toBe('Prompt one.');
  });

  it('gives the model what retrieval left of the time', async () => {
    const { handler, model, retriever, clock } = aBench({
      flags: flagDocument({ topK: { default: 1 } }),
      withRetriever: true,
    });
    retriever.retrieveWith = () => {
      clock.advance(4000);
      return ['p'];
    };
    await handler(aRequest());
    expect(model.invocations[0]?.timeoutMs).toBe(6000);
  });

  it('does not call the model when retrieval took all the time', async () => {
    const { handler, model, retriever, clock } = aBench({
      flags: flagDocument({ topK: { default: 1 } }),
      withRetriever: true,
    });
    retriever.retrieveWith = () => {
      clock.advance(10_000);
      return ['p'];
    };
    expect(await handler(aRequest())).toMatchObject({ statusCode: 504 });
    expect(model.invocations).toEqual([]);
  });

  it('asks for JSON and lets only JSON through', async () => {
    const { handler, model } = aBench({ flags: flagDocument({ format: { default: 'json' } }) });
    model.respond = () => says('{"a":1}');
    expect(await handler(aRequest())).toMatchObject({ statusCode: 200, message: { content: '{"a":1}' } });
    expect(model.invocations[0]).toMatchObject({ json: true, system: expect.stringContaining('JSON') });
    model.respond = () => says('```json\n{"a":1}\n```');
    expect(await handler(aRequest())).toMatchObject({ statusCode: 502, error: { code: 'model-malformed' } });
  });

  it('answers what failed when there is no candidate to blame', async () => {
    const { handler, model } = aBench({ flags: MODEL_IN_MOTION });
    for (const [kind, statusCode] of [
      ['error', 502],
      ['timeout', 504],
      ['throttle', 429],
    ] as const) {
      model.respond = throws(kind);
      const reply = await handler(aRequest(USERS.control));
      expect(reply).toMatchObject({ statusCode, error: { code: `model-${kind}` }, request_id: 'request-1' });
    }
    expect(model.invocations).toHaveLength(3);
  });

  it.each([
    ['fails', throws('error')],
    ['times out', throws('timeout')],
    ['is throttled', throws('throttle')],
    ['says nothing', () => says(' \n')],
    [
      'fails with an error nobody expected',
      () => {
        throw new TypeError('what?');
      },
    ],
  ] as const)('answers by control when the candidate %s', async (_what, fail) => {
    const { handler, model } = aBenchWithBadCandidate(fail);
    expect(await handler(aRequest(USERS.candidate))).toMatchObject({
      statusCode: 200,
      model: 'haiku',
      message: { content: 'from control' },
      decisions: [{ value: 'sonnet', role: 'candidate' }, {}, {}, {}],
      fallback: true,
    });
    expect(model.models).toEqual(['bedrock.sonnet', 'bedrock.haiku']);
  });

  it('answers what control failed of when control fails as well', async () => {
    const { handler, model } = aBench({ flags: MODEL_IN_MOTION });
    model.respond = ({ modelId }) => throws(modelId === 'bedrock.sonnet' ? 'error' : 'timeout')();
    expect(await handler(aRequest(USERS.candidate))).toMatchObject({ statusCode: 504 });
    expect(model.invocations).toHaveLength(2);
  });

  it.each([
    ['prompt', flagDocument({ prompt: inMotion('v2', 'v1') }), { system: 'Prompt two with (none).' }],
    ['format', flagDocument({ format: inMotion('text', 'json') }), { json: false, system: 'Prompt one.' }],
    [
      'retrieval',
      flagDocument({ topK: inMotion(1, 2) }),
      { system: 'Prompt one.\n\nPassages:\n[1] passage 0' },
    ],
  ] as const)(
    'changes only the %s when that is what the candidate failed of',
    async (_flag, flags, control) => {
      const { handler, model } = aBench({ flags, withRetriever: true });
      model.respond = () => {
        if (model.invocations.length === 1) throw new ModelFailure('error');
        return says('{}');
      };
      expect(await handler(aRequest(usersOf(flags).candidate))).toMatchObject({
        statusCode: 200,
        fallback: true,
      });
      expect(model.invocations[1]).toEqual({ ...model.invocations[0], ...control });
    },
  );

  it.each([
    ['a model outside the catalogue', { model: inMotion('haiku', 'gpt-x') }],
    ['a model named like a member of every object', { model: inMotion('haiku', 'constructor') }],
    ['an unknown prompt', { prompt: inMotion('v1', 'v9') }],
    ['half a passage', { topK: inMotion(1, 1.5) }],
    ['too many passages', { topK: inMotion(1, 101) }],
    ['an unknown format', { format: inMotion('text', 'xml') }],
  ] as const)('answers by control, without trying, when the candidate is %s', async (_what, motion) => {
    const flags = flagDocument(motion);
    const { handler, model, record } = aBench({ flags });
    const reply = await handler(aRequest(usersOf(flags).candidate));
    expect(reply).toMatchObject({ statusCode: 200, model: 'haiku', fallback: true });
    expect(model.invocations).toHaveLength(1);
    expect(record()).toMatchObject({ Errors: 1, Fallbacks: 1, failure: { kind: 'not-honoured' } });
    expect(record()).not.toHaveProperty('LatencyMs');
  });

  it.each([
    ['model', { model: { default: 'gpt-x' } }, 0, 'haiku'],
    ['prompt', { prompt: { default: 'v9' } }, 1, 'v1'],
    ['retrieval depth', { topK: { default: -1 } }, 2, 0],
    ['format', { format: { default: 'xml' } }, 3, 'text'],
  ] as const)('takes the bundled default for a %s it cannot honour', async (_what, flags, index, value) => {
    const { handler, record } = aBench({ flags: flagDocument(flags) });
    const reply = (await handler(aRequest())) as unknown as { decisions: object[] };
    expect(reply).toMatchObject({ statusCode: 200 });
    expect(reply.decisions[index]).toMatchObject({ value, reason: 'ERROR', error_code: 'GENERAL' });
    expect(record()).toMatchObject({ Errors: 0, Fallbacks: 0 });
  });

  it('takes the bundled default for a flag that the document lacks', async () => {
    const flags = JSON.stringify({ flag: 'inference_model', default: 'sonnet', permanent: true });
    const reply = await aBench({ flags }).handler(aRequest());
    const missing = { reason: 'ERROR', error_code: 'FLAG_NOT_FOUND' };
    expect(reply).toMatchObject({
      statusCode: 200,
      model: 'sonnet',
      decisions: [{}, missing, missing, missing],
    });
  });

  it('asks for both documents as the user sees them, so that a gradual deployment reaches users one by one', async () => {
    const { handler, served } = aBench();
    await handler(aRequest('ann'));
    await handler(aRequest('bob'));
    expect(served.units).toEqual(['ann', 'ann', 'bob', 'bob']);
  });

  it('asks for both documents at the same time, so that an outage of both costs one wait', async () => {
    const { handler, served } = aBench();
    let open = () => {};
    served.opening = new Promise((resolve) => {
      open = resolve;
    });
    const reply = handler(aRequest('ann'));
    await new Promise(setImmediate);
    expect(served.units).toEqual(['ann', 'ann']);
    open();
    expect(await reply).toMatchObject({ statusCode: 200 });
  });

  it('serves what any OpenFeature provider decides', async () => {
    const flag = <Value extends string | number>(value: Value) => {
      return { variants: { on: value }, defaultVariant: 'on' as const, disabled: false };
    };
    const provider = new TypedInMemoryProvider({
      inference_model: flag('sonnet'),
      system_prompt_version: flag('v2'),
      retrieval_top_k: flag(2),
      response_format: flag('text'),
    });
    const { handler, model, record } = aBench({ provider, withRetriever: true });
    const decisions = [
      { value: 'sonnet', variant: 'on', reason: 'STATIC' },
      { value: 'v2' },
      { value: 2 },
      {},
    ];
    expect(await handler(aRequest())).toMatchObject({ statusCode: 200, decisions });
    expect(model.invocations[0]).toMatchObject({
      modelId: 'bedrock.sonnet',
      system: expect.stringContaining('[2]'),
    });
    expect(record()).toMatchObject({ ConfigDefault: 0, ConfigStale: 0, document_origin: 'in-memory' });
  });

  it('answers by the safe default while a provider is not ready', async () => {
    const provider = Object.assign(new TypedInMemoryProvider({}), {
      initialize: () => new Promise<void>(() => {}),
    });
    const { handler, record } = aBench({ provider });
    const missing = { reason: 'ERROR', error_code: 'PROVIDER_NOT_READY' };
    expect(await handler(aRequest())).toMatchObject({
      statusCode: 200,
      model: 'haiku',
      decisions: [missing, missing, missing, missing],
    });
    expect(record()).toMatchObject({ ConfigDefault: 1, Errors: 0 });
  });

  it('answers by the safe default when a candidate failed and nobody says what control is served', async () => {
    const inMotionOf = { value: 'sonnet', reason: 'SPLIT', flagMetadata: { role: 'candidate', bucket: 7 } };
    const provider = Object.assign(new TypedInMemoryProvider({}), {
      resolveStringEvaluation: async (flag: string, value: string) =>
        flag === 'inference_model' ? inMotionOf : { value },
    });
    const { handler, model } = aBench({ provider });
    model.respond = ({ modelId }) => (modelId === 'bedrock.sonnet' ? throws('error')() : says('safe'));
    expect(await handler(aRequest())).toMatchObject({
      model: 'haiku',
      fallback: true,
      message: { content: 'safe' },
    });
  });

  it('replaces a value of another type than the bundled one', async () => {
    const { handler, record } = aBench({ flags: flagDocument({ topK: { default: '4' } }) });
    const replaced = { value: 0, reason: 'ERROR', error_code: 'TYPE_MISMATCH' };
    expect(await handler(aRequest())).toMatchObject({ statusCode: 200, decisions: [{}, {}, replaced, {}] });
    expect(record()).toMatchObject({ ConfigDefault: 1 });
  });

  it('finds a prompt that only the bundled document has', async () => {
    const prompts = '{"version":1,"prompts":{"v7":{"system":"Seven."}}}';
    const { handler, model } = aBench({ prompts, flags: flagDocument({ prompt: { default: 'v2' } }) });
    await handler(aRequest());
    expect(model.invocations[0]?.system).toContain('Prompt two');
  });

  it('answers every request while no flags can be read', async () => {
    const bench = aBench({ flags: flagDocument({ model: { default: 'sonnet' } }) });
    bench.served.down.add('flags').add('prompts');
    expect(await bench.handler(aRequest())).toMatchObject({ statusCode: 200, model: 'haiku' });
    expect(bench.record()).toMatchObject({ ConfigDefault: 1, ConfigStale: 0, document_freshness: 'default' });
  });

  it('answers every request whatever the flags and the prompts are', async () => {
    const value = fc.oneof(
      fc.constantFrom(
        'haiku',
        'sonnet',
        'gpt-x',
        '__proto__',
        'v1',
        'v2',
        'json',
        'text',
        0,
        3,
        -1,
        1e9,
        true,
      ),
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const shape = fc.oneof(
      fc.record({ default: value }),
      fc.tuple(value, value).map(([control, candidate]) => inMotion(control, candidate)),
    );
    const flags = fc.record(
      { model: shape, prompt: shape, topK: shape, format: shape },
      { requiredKeys: [] },
    );
    const text = fc.oneof(flags.map(flagDocument), fc.json(), fc.string());
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.oneof(fc.constant(PROMPTS), fc.json()),
        fc.string({ minLength: 1 }),
        async (...given) => {
          const [served, prompts, user] = given;
          const { handler, model } = aBench({ flags: served, prompts, withRetriever: true });
          model.respond = () => says('{}');
          expect(await handler(aRequest(user.slice(0, 200)))).toMatchObject({ statusCode: 200 });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers although its record cannot be written', async () => {
    const { handler } = aBench({
      emit: () => {
        throw new Error('stdout is closed');
      },
    });
    expect(await handler(aRequest())).toMatchObject({ statusCode: 200 });
  });

  it('says what is wrong with a request, all of it, and calls nothing', async () => {
    const { handler, model } = aBench();
    const reply = await handler({
      user: { user_id: 7 },
      messages: [{ role: 'assistant', content: '' }],
      model: 'x',
    });
    expect(reply).toMatchObject({ statusCode: 400, error: { code: 'bad-request' }, request_id: 'request-1' });
    const { issues } = (reply as unknown as { error: { issues: { pointer: string }[] } }).error;
    const pointers = issues.map(({ pointer }) => pointer);
    expect(pointers).toEqual(['', '/user/user_id', '/messages/0/role', '/messages/0/content']);
    expect(model.invocations).toEqual([]);
  });

  it('answers a function URL with status, headers and text', async () => {
    const { handler } = aBench();
    const reply = await handler({ version: '2.0', requestContext: {}, body: JSON.stringify(aRequest()) });
    expect(reply).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(String(reply['body' as keyof typeof reply]))).toMatchObject({ model: 'haiku' });
  });

  it('does not start with a safe default that it could not serve', () => {
    const safeFlags = flagDocument({ model: { default: 'gpt-x' }, prompt: { default: 'v9' } });
    expect(() => aBench({ safeFlags })).toThrow(/inference_model = "gpt-x", system_prompt_version = "v9"/);
  });
});
