import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ModelFailureKind } from '../../../lambda/inference/failure-kind.ts';
import { ModelFailure } from '../../../lambda/inference/model-invoker.ts';
import {
  ARM_DIMENSION_SETS,
  DIMENSION_SETS,
  METRIC,
  METRIC_NAMESPACE,
} from '../../../lambda/metric-names.ts';
import { aBench, aRequest, flagDocument, inMotion, says, usersOf } from './builders.ts';

const FLAGS = flagDocument({ model: inMotion('haiku', 'sonnet') });
const USERS = usersOf(FLAGS);

function failing(kind: ModelFailureKind): () => never {
  return () => {
    throw new ModelFailure(kind, Object.assign(new Error('secret'), { name: 'SomeException' }));
  };
}

function dimensionsOf(record: { _aws: { CloudWatchMetrics: { Dimensions: string[][] }[] } }): string[][] {
  return record._aws.CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions);
}

describe('metric record of a request', () => {
  it('is one line in CloudWatch’s format, stamped by the injected clock', async () => {
    const { handler, lines, record, clock } = aBench();
    await handler(aRequest());
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    const { _aws } = record();
    expect(_aws.Timestamp).toBe(clock.now());
    expect(_aws.CloudWatchMetrics).toHaveLength(1);
    expect(_aws.CloudWatchMetrics[0].Namespace).toBe(METRIC_NAMESPACE);
  });

  it('holds a value for every metric and dimension it declares', async () => {
    const { handler, record } = aBench({ flags: FLAGS });
    await handler(aRequest(USERS.candidate));
    const emitted = record();
    const metrics = emitted._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    for (const name of metrics) expect(emitted[name]).toEqual(expect.any(Number));
    for (const name of dimensionsOf(emitted).flat()) expect(emitted[name]).toEqual(expect.any(String));
    const { badRequests: _other, ...expected } = METRIC;
    expect(metrics.toSorted()).toEqual(Object.values(expected).toSorted());
  });

  it('carries every dimension set when the user is in the comparison', async () => {
    const { handler, record } = aBench({ flags: FLAGS });
    await handler(aRequest(USERS.control));
    expect(dimensionsOf(record())).toEqual(Object.values(DIMENSION_SETS));
    expect(record()).toMatchObject({
      Service: 'assistant',
      Environment: 'prod',
      Flag: 'inference_model',
      Role: 'control',
      Model: 'haiku',
    });
  });

  it('tells by a metric what either side is served where it is to, and otherwise not', async () => {
    const { handler, record } = aBench({ flags: FLAGS, settings: { namesCandidates: true } });
    await handler(aRequest(USERS.candidate));
    expect(record()).toMatchObject({ Role: 'candidate', Value: 'sonnet' });
    expect(dimensionsOf(record())).toContainEqual([...ARM_DIMENSION_SETS.arm]);
    await handler(aRequest(USERS.control));
    expect(record()).toMatchObject({ Role: 'control', Value: 'haiku' });
    expect(dimensionsOf(record())).toContainEqual([...ARM_DIMENSION_SETS.arm]);
    const silent = aBench({ flags: FLAGS });
    await silent.handler(aRequest(USERS.candidate));
    expect(silent.record()).not.toHaveProperty('Value');
  });

  it('names no default that stands in for a candidate whose value is of another type', async () => {
    const flags = flagDocument({ model: inMotion(1, 2) });
    const { handler, record } = aBench({ flags, settings: { namesCandidates: true } });
    await handler(aRequest(usersOf(flags).candidate));
    expect(record()).toMatchObject({ Role: 'candidate', Errors: 1 });
    expect(record()).not.toHaveProperty('Value');
  });

  it('carries no role when the user is in no comparison', async () => {
    const { handler, record } = aBench();
    await handler(aRequest());
    expect(dimensionsOf(record())).toEqual([DIMENSION_SETS.environment, DIMENSION_SETS.model]);
    expect(record()).not.toHaveProperty('Role');
  });

  it('tells the guard the group of the user in the gate of the flag in motion', async () => {
    const guardrail = {
      metric: 'errors',
      direction: 'up',
      tolerance: 1.1,
      weight: 1,
      method: 'exact',
    } as const;
    const common = { alpha: 0.05, minimumExposures: 50, independence: 'users' } as const;
    const { handler, record } = aBench({ flags: FLAGS, guard: { ...common, guardrails: [guardrail] } });
    await handler(aRequest(USERS.candidate));
    const { decisions, UnitGroup } = record();
    const { bucket } = decisions.find(({ role }: { role?: string }) => role === 'candidate');
    expect(Number(UnitGroup)).toBe(bucket % 16);
    expect(dimensionsOf(record()).at(-1)).toContain('UnitGroup');
  });

  it('plots the version of the flags by its number, not the bundled default nor a version that is none', async () => {
    const { handler, record, served } = aBench();
    served.down.add('flags');
    await handler(aRequest());
    expect(record()).not.toHaveProperty('FlagsVersion');
    const numbered = aBench();
    numbered.served.versionOf = () => '12';
    await numbered.handler(aRequest());
    expect(numbered.record()).toMatchObject({ FlagsVersion: 12, document_version: '12' });
    numbered.served.versionOf = () => 'label-12';
    await numbered.handler(aRequest());
    expect(numbered.record()).not.toHaveProperty('FlagsVersion');
  });

  it('measures time, tokens and cost of the first attempt', async () => {
    const { handler, model, record } = aBench();
    model.latencyMs = 3001;
    model.respond = () => says('Hello.', 2000, 400);
    await handler(aRequest());
    // 2000 tokens at $1 and 400 at $5 a million are $0.004, of a cap of $0.01.
    expect(record()).toMatchObject({
      LatencyMs: 3001,
      OverLatencyLimit: 1,
      InputTokens: 2000,
      OutputTokens: 400,
    });
    expect(record().CostShare).toBeCloseTo(0.4, 12);
    model.latencyMs = 3000;
    await handler(aRequest());
    expect(record()).toMatchObject({ LatencyMs: 3000, OverLatencyLimit: 0 });
  });

  it('never counts a cost above the cap', async () => {
    const { handler, model, record } = aBench();
    model.respond = () => says('Hello.', 1e9, 0);
    await handler(aRequest());
    expect(record().CostShare).toBe(1);
  });

  it.each([
    ['error', { Errors: 1, Timeouts: 0, Throttles: 0 }],
    ['timeout', { Errors: 1, Timeouts: 1, Throttles: 0 }],
    ['throttle', { Errors: 1, Timeouts: 0, Throttles: 1 }],
  ] as const)('counts a candidate’s %s against the candidate, and the fallback', async (kind, counts) => {
    const { handler, model, record, lines } = aBench({ flags: FLAGS });
    model.respond = ({ modelId }) => (modelId === 'bedrock.sonnet' ? failing(kind)() : says('ok'));
    await handler(aRequest(USERS.candidate));
    const failure = { kind, reason: 'SomeException' };
    expect(record()).toMatchObject({ ...counts, Role: 'candidate', Model: 'sonnet', Fallbacks: 1, failure });
    expect(record()).not.toHaveProperty('InputTokens');
    expect(lines).toHaveLength(1);
  });

  it('counts a malformed answer with what it cost', async () => {
    const { handler, model, record } = aBench();
    model.respond = () => says('', 100, 0);
    await handler(aRequest());
    expect(record()).toMatchObject({ Errors: 1, MalformedResponses: 1, InputTokens: 100, Fallbacks: 0 });
  });

  it('counts no fallback when control failed as well', async () => {
    const { handler, model, record } = aBench({ flags: FLAGS });
    model.respond = failing('error');
    await handler(aRequest(USERS.candidate));
    expect(record()).toMatchObject({
      Requests: 1,
      Errors: 1,
      Fallbacks: 0,
      fallback_failure: { kind: 'error' },
    });
  });

  it.each(['flags', 'prompts'])(
    'counts as stale or default when only the %s could not be read',
    async (which) => {
      const stale = aBench();
      await stale.handler(aRequest());
      stale.served.down.add(which);
      await stale.handler(aRequest());
      expect(stale.record()).toMatchObject({ ConfigStale: 1, ConfigDefault: 0 });
      const cold = aBench();
      cold.served.down.add(which);
      await cold.handler(aRequest());
      expect(cold.record()).toMatchObject({ ConfigStale: 0, ConfigDefault: 1 });
    },
  );

  it('counts stale flags and who could not be bucketed', async () => {
    const rule = {
      name: 'canary',
      condition: { rollout_percentage: 50, bucket_by: 'customer_id' },
      value: 'sonnet',
    };
    const bench = aBench({ flags: flagDocument({ model: { default: 'haiku', rules: [rule] } }) });
    await bench.handler(aRequest());
    expect(bench.record()).toMatchObject({ Unbucketed: 1, ConfigStale: 0, ConfigDefault: 0 });
    bench.served.down.add('flags');
    await bench.handler(aRequest());
    expect(bench.record()).toMatchObject({ Unbucketed: 1, ConfigStale: 1, ConfigDefault: 0 });
  });

  it('counts a value that cannot be honoured as a default, but not a flag that the document leaves out', async () => {
    const unknown = aBench({ flags: flagDocument({ model: { default: 'gpt-x' } }) });
    await unknown.handler(aRequest());
    expect(unknown.record()).toMatchObject({ ConfigDefault: 1, ConfigStale: 0, Errors: 0 });
    const single = aBench({ flags: '{"flag":"inference_model","default":"sonnet","permanent":true}' });
    await single.handler(aRequest());
    expect(single.record()).toMatchObject({ ConfigDefault: 0, ConfigStale: 0 });
  });

  it('counts a refused request and nothing else', async () => {
    const { handler, record } = aBench();
    await handler({});
    expect(dimensionsOf(record())).toEqual([DIMENSION_SETS.environment]);
    expect(record()._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'BadRequests', Unit: 'Count' }]);
    expect(record()).toMatchObject({ BadRequests: 1, status: 400 });
  });

  it.each(['quoting canary-text', 'quoting\n    at canary-text', ''])(
    'tells a fault of our own by its name and place, not by its message %j',
    async (message) => {
      const bench = aBench();
      bench.clock.now = () => {
        bench.clock.now = () => 5;
        throw new RangeError(message);
      };
      expect(await bench.handler(aRequest())).toMatchObject({
        statusCode: 500,
        error: { code: 'internal-error' },
      });
      expect(bench.lines).toHaveLength(1);
      expect(bench.record()).toMatchObject({
        Requests: 1,
        Errors: 1,
        failure: { kind: 'internal', reason: 'RangeError', place: expect.stringContaining('.test.ts:') },
      });
      expect(bench.lines[0]).not.toContain('canary-text');
    },
  );

  it('leaves nothing of one request in the record of another', async () => {
    const { handler, lines } = aBench({ flags: FLAGS });
    const users = [USERS.candidate, USERS.control, USERS.candidate];
    await Promise.all([...users.map((user) => handler(aRequest(user))), handler({})]);
    const roles = lines.map((line) => JSON.parse(line).Role);
    expect(roles.toSorted()).toEqual(['candidate', 'candidate', 'control', undefined]);
    for (const line of lines)
      expect(Object.values(JSON.parse(line)).some(Array.isArray)).toBe(!line.includes('BadRequests'));
  });

  it('writes nothing anywhere else', async () => {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { handler } = aBench({ flags: FLAGS });
    await handler(aRequest(USERS.candidate));
    expect([...out.mock.calls, ...err.mock.calls]).toEqual([]);
  });

  it('never holds anything of the user, the conversation, the prompt, a passage or the answer', async () => {
    const prompts = '{"version":1,"prompts":{"v1":{"system":"canary-prompt"}}}';
    const flags = flagDocument({ model: inMotion('haiku', 'sonnet'), topK: { default: 1 } });
    const outcomes = fc.constantFrom('ok', 'empty', 'error', 'odd', 'bad-request');
    await fc.assert(
      fc.asyncProperty(outcomes, fc.nat(50), async (outcome, user) => {
        const { handler, model, retriever, lines } = aBench({ flags, prompts, withRetriever: true });
        retriever.retrieveWith = () => ['canary-passage'];
        model.respond = () => {
          if (outcome === 'error') throw new ModelFailure('error', new Error('canary-cause'));
          if (outcome === 'odd') throw new SyntaxError('canary-odd');
          return says(outcome === 'empty' ? '' : 'canary-answer');
        };
        const messages = [
          { role: outcome === 'bad-request' ? 'canary-role' : 'user', content: 'canary-question' },
        ];
        await handler({ user: { user_id: `canary-user-${user}`, 'canary-key': 'canary-value' }, messages });
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toContain('canary-');
      }),
      { numRuns: 60 },
    );
  });
});
