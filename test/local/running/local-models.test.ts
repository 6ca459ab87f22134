import { describe, expect, it } from 'vitest';
import { Bedrock } from '../../../local/bedrock/bedrock.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { serveLoopback } from '../../../local/http/loopback-server.ts';
import { routed } from '../../../local/http/router.ts';
import { Random } from '../../../local/random.ts';
import { LocalModels } from '../../../local/running/local-models.ts';
import { modelRoutes } from '../../../local/running/models-http.ts';

const ENTRY = { inputUsdPerMillion: 1, outputUsdPerMillion: 1 };
const CATALOGUE = {
  good: { ...ENTRY, modelId: 'vendor.good-v1' },
  bad: { ...ENTRY, modelId: 'vendor.bad-v1' },
};
const REQUEST = { inputTokens: 10, wantsJson: false };

function models(): LocalModels {
  return new LocalModels(() => [CATALOGUE]);
}

/** Share of a model's requests that fail, and their median latency. */
function drawn(told: LocalModels, modelId: string): { readonly failed: number; readonly medianMs: number } {
  const engine = new Bedrock({
    clock: new VirtualClock(0),
    random: new Random(5),
    models: (id) => told.script(id),
  });
  const answers = Array.from({ length: 2001 }, () => engine.answer(modelId, REQUEST));
  const failed = answers.filter(({ kind }) => kind !== 'answer').length / answers.length;
  const latencies = answers.map(({ latencyMs }) => latencyMs).sort((one, other) => one - other);
  return { failed, medianMs: latencies[1000] ?? 0 };
}

describe('a model of a local account', () => {
  it('never fails and is quick, until something else is told', () => {
    const { failed, medianMs } = drawn(models(), 'vendor.never-heard-of');
    expect(failed).toBe(0);
    expect(medianMs / 50).toBeCloseTo(1, 1);
  });

  it.each(['bad', 'vendor.bad-v1'])(
    'fails as often as is told of it by the name %s, and no other does',
    (name) => {
      const told = models();
      told.tell({ [name]: { fail: 0.3 } });
      expect(drawn(told, 'vendor.bad-v1').failed).toBeCloseTo(0.3, 1);
      expect(drawn(told, 'vendor.good-v1').failed).toBe(0);
    },
  );

  it('keeps what was told before of what is not told again, and is healthy again after null', () => {
    const told = models();
    told.tell({ bad: { latencyMs: 800 } });
    told.tell({ bad: { fail: 1 } });
    const { failed, medianMs } = drawn(told, 'vendor.bad-v1');
    expect([failed, Math.round(medianMs / 100)]).toEqual([1, 8]);
    told.tell({ bad: null });
    expect(told.told).toEqual({});
    expect(drawn(told, 'vendor.bad-v1').failed).toBe(0);
  });

  it.each<[unknown, RegExp]>([
    [{ good: { fail: 0.1 }, bad: { fail: 1.5 } }, /fail for bad 1.5, allowed is 0 to 1/],
    [{ bad: { latencyMs: 0 } }, /latencyMs for bad 0/],
    [{ bad: { fail: '0.3' } }, /fail for bad "0.3"/],
    [{ bad: { failure: 0.3 } }, /got failure for bad, allowed are fail and latencyMs/],
    [{ bad: 0.3 }, /no object for bad/],
    [[], /no object/],
  ])('is not changed by %j', (input, message) => {
    const told = models();
    expect(() => told.tell(input)).toThrow(message);
    expect(told.told).toEqual({});
  });
});

describe('models over HTTP', () => {
  it('are told and asked, and a mistake is said', async () => {
    const server = await serveLoopback(routed(modelRoutes(models())));
    const url = `${server.url}/_local/models`;
    const post = (body: string) => fetch(url, { method: 'POST', body });
    expect((await post('{"bad":{"fail":0.3}}')).status).toBe(200);
    for (const body of ['{"bad":{"fail":2}}', '{']) expect((await post(body)).status).toBe(400);
    expect(await (await fetch(url)).json()).toEqual({ bad: { fail: 0.3 } });
    await server.close();
  });
});
