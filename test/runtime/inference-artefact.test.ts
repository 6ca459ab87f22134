import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { ENV } from '../../lambda/contract.ts';
import {
  DIMENSION_SETS,
  GUARD_DIMENSION_SETS,
  METRIC_NAMESPACE,
  VERSION_METRIC,
} from '../../lambda/metric-names.ts';
import { ServiceError } from '../../local/http/service-error.ts';
import { aRequest, inMotion, usersOf } from '../lambda/inference/builders.ts';
import { type ColdStart, InferenceBench } from './inference-bench.ts';
import { synthesizedProd } from './loopback-stage.ts';

const HAIKU = 'claude-3-haiku';
const SONNET = 'claude-sonnet-4-6';
const { rollout, pollIntervalSeconds, flagsTimeoutMs } = STAGES.prod;
const SONNET_FOR_ALL = withModelFlag({ default: SONNET });
const HALF_ON_SONNET = withModelFlag(inMotion(HAIKU, SONNET));

/** For what a loaded machine adds to a time limit. */
const SLACK_MS = 4000;

let bench: InferenceBench;

// Out of the tests' own time: it takes seconds.
beforeAll(() => void synthesizedProd());

afterEach(() => bench.close());

/** The template's flag document with a change of the model flag. */
function withModelFlag(change: object): string {
  const document = JSON.parse(readFileSync('config/first-version/model-flags.json', 'utf8'));
  const [model, ...others] = document.flags;
  return JSON.stringify({ ...document, flags: [{ ...model, ...change }, ...others] });
}

interface Scene extends ColdStart {
  /** Flag document that is fully rolled out; default the template's. */
  readonly flags?: string;
}

/** Makes the bench of the test: the function has started, and nothing more. */
async function aColdStart({ flags, ...start }: Scene = {}): Promise<void> {
  bench = await InferenceBench.open();
  if (flags !== undefined) {
    await bench.stage.deploy(flags);
    await bench.stage.pass({ minutes: rollout.durationMinutes + rollout.bakeMinutes });
  }
  await bench.coldStart(start);
}

describe('the inference artefact', () => {
  it('answers its first event with the model, prompt and format that AppConfig serves', async () => {
    await aColdStart();
    const { reply, record } = await bench.invoke(aRequest('u1', 'Hi'));
    expect(record).toMatchObject({ document_origin: 'appconfig-agent', prompts_origin: 'appconfig-agent' });
    const conversation = bench.conversations[0];
    const { request, response } = conversation ?? {};
    expect(conversation?.modelId).toBe(STAGES.prod.models[HAIKU]?.foundationModel);
    expect(request?.messages).toEqual([{ role: 'user', content: [{ text: 'Hi' }] }]);
    expect(request?.system?.[0]?.text).toMatch(
      /^You answer questions of our customers\.\n\n- Give the answer/,
    );
    expect(reply).toEqual({
      statusCode: 200,
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      model: HAIKU,
      message: { role: 'assistant', content: response?.output?.message?.content?.[0]?.text },
      decisions: [
        { flag: 'inference_model', value: HAIKU, variant: HAIKU, reason: 'STATIC' },
        { flag: 'system_prompt_version', value: 'v3', variant: 'v3', reason: 'STATIC' },
        { flag: 'retrieval_top_k', value: 4, variant: '4', reason: 'STATIC' },
        { flag: 'response_format', value: 'text', variant: 'text', reason: 'STATIC' },
      ],
      usage: { input_tokens: response?.usage?.inputTokens, output_tokens: response?.usage?.outputTokens },
    });
  });

  it('follows a rollout and its rollback, each after one poll interval and without another cold start', async () => {
    await aColdStart();
    const modelNow = async () => (await bench.invoke(aRequest())).reply;
    expect(await modelNow()).toMatchObject({ model: HAIKU });
    const deployment = await bench.stage.deploy(SONNET_FOR_ALL);
    await bench.stage.pass({ minutes: rollout.durationMinutes });
    expect(await modelNow()).toMatchObject({ model: SONNET });
    await bench.stage.takeBack(deployment);
    expect(await modelNow()).toMatchObject({ model: SONNET });
    await bench.stage.pass({ seconds: pollIntervalSeconds });
    expect(await modelNow()).toMatchObject({ model: HAIKU });
  });

  it('prints one metric record a request, and CloudWatch counts it in every dimension set', async () => {
    await aColdStart({ flags: HALF_ON_SONNET });
    const { record } = await bench.invoke(aRequest(usersOf(HALF_ON_SONNET).candidate));
    expect(record._aws.CloudWatchMetrics).toMatchObject([
      { Namespace: METRIC_NAMESPACE, Dimensions: Object.values(DIMENSION_SETS) },
      { Dimensions: [DIMENSION_SETS.environment], Metrics: [{ Name: VERSION_METRIC }] },
      { Namespace: METRIC_NAMESPACE, Dimensions: [GUARD_DIMENSION_SETS.unitGroup] },
    ]);
    expect(record).toMatchObject({ document_origin: 'appconfig-agent', document_version: '2' });
    for (const names of [...Object.values(DIMENSION_SETS), GUARD_DIMENSION_SETS.unitGroup]) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(record[name])]));
      expect(bench.stage.sum('Requests', dimensions), names.join()).toBe(1);
      expect(bench.stage.sum('Errors', dimensions), names.join()).toBe(0);
    }
    const other = { Service: 'model-rollout', Environment: 'prod', Role: 'control' };
    expect(bench.stage.sum('Requests', other)).toBeUndefined();
  });

  it.each([false, true])('answers a function URL in its own form (base64: %s)', async (isBase64Encoded) => {
    await aColdStart();
    const text = JSON.stringify(aRequest());
    const body = isBase64Encoded ? Buffer.from(text).toString('base64') : text;
    const requestContext = { http: { method: 'POST', path: '/' } };
    const { reply } = await bench.invoke({ version: '2.0', requestContext, body, isBase64Encoded });
    expect(reply).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: expect.any(String),
    });
    expect(JSON.parse((reply as { body: string }).body)).toMatchObject({ model: HAIKU, usage: {} });
  });

  it('refuses wrong input with 400 and says where it is wrong', async () => {
    await aColdStart();
    const invocation = await bench.invoke({ user: {}, messages: [] });
    expect(invocation.reply).toMatchObject({
      statusCode: 400,
      error: { issues: [{ pointer: '/user/user_id' }, { pointer: '/messages' }] },
    });
    expect(invocation.record).toMatchObject({ BadRequests: 1 });
    expect(bench.conversations).toEqual([]);
  });

  it('answers from the bundled safe default until there is an agent', async () => {
    await aColdStart({ flags: SONNET_FOR_ALL, withAgent: false });
    const alone = await bench.invoke(aRequest());
    expect(alone.reply).toMatchObject({ statusCode: 200, model: HAIKU });
    const problem = 'flag-source-unreachable';
    expect(alone.record).toMatchObject({ ConfigDefault: 1, Errors: 0, document_problem: problem });
    await bench.startAgent();
    const served = async () => {
      const { reply } = await bench.invoke(aRequest());
      expect(reply).toMatchObject({ model: SONNET });
    };
    await vi.waitFor(served, { timeout: SLACK_MS, interval: 100 });
  });

  it('answers from the bundled safe default within the time limit when the agent hangs at the cold start', async () => {
    await aColdStart({ flags: SONNET_FOR_ALL, agentFault: 'hang' });
    const invocation = await bench.invoke(aRequest());
    expect(invocation.reply).toMatchObject({ statusCode: 200, model: HAIKU });
    const problem = 'flag-source-timeout';
    expect(invocation.record).toMatchObject({ ConfigDefault: 1, document_problem: problem });
    expect(invocation.elapsedMs).toBeLessThan(flagsTimeoutMs + SLACK_MS);
  });

  it('goes on with the last good document within the time limit when the agent hangs later', async () => {
    await aColdStart({ flags: SONNET_FOR_ALL });
    await bench.invoke(aRequest());
    bench.agentFault = 'hang';
    const invocation = await bench.invoke(aRequest());
    expect(invocation.reply).toMatchObject({ statusCode: 200, model: SONNET });
    expect(invocation.record).toMatchObject({ ConfigStale: 1, ConfigDefault: 0, Errors: 0 });
    expect(invocation.elapsedMs).toBeLessThan(flagsTimeoutMs + SLACK_MS);
  });

  it('answers the user by control when Bedrock throttles the candidate, and counts it against the candidate', async () => {
    await aColdStart({ flags: HALF_ON_SONNET, models: { [SONNET]: { throttleRate: 1 } } });
    const { reply } = await bench.invoke(aRequest(usersOf(HALF_ON_SONNET).candidate));
    expect(reply).toMatchObject({ statusCode: 200, model: HAIKU, fallback: true });
    expect(bench.conversations.map(({ modelId }) => modelId)).toEqual([
      STAGES.prod.models[SONNET]?.inferenceProfile,
      STAGES.prod.models[HAIKU]?.foundationModel,
    ]);
    const candidate = { Service: 'model-rollout', Environment: 'prod', Role: 'candidate' };
    for (const metric of ['Requests', 'Errors', 'Throttles', 'Fallbacks']) {
      expect(bench.stage.sum(metric, candidate), metric).toBe(1);
    }
  });

  it('keeps everything a user sends or is told off its output', async () => {
    const secret = 'canary-5f1c90';
    await aColdStart();
    const user = { user_id: secret, user_segment: secret, [secret]: secret };
    const event = { user, messages: [{ role: 'user', content: secret }] };
    const says = { output: { message: { role: 'assistant', content: [{ text: `You said ${secret}` }] } } };
    bench.bedrock = () => ({ status: 200, body: JSON.stringify(says) });
    expect((await bench.invoke(event)).reply).toMatchObject({ message: { content: `You said ${secret}` } });
    bench.bedrock = () => {
      throw new ServiceError('ValidationException', 400, `bad input: ${secret}`);
    };
    expect((await bench.invoke(event)).reply).toMatchObject({ statusCode: 502 });
    expect((await bench.invoke({ ...event, [secret]: secret })).reply).toMatchObject({ statusCode: 400 });
    const url = { requestContext: {}, body: `{ ${secret}`, headers: { 'x-secret': secret } };
    expect((await bench.invoke(url)).reply).toMatchObject({ statusCode: 400 });
    const { stdout, stderr } = bench.host.printed;
    expect(stdout.join()).toContain('"_aws"');
    expect(stdout.join()).not.toContain(secret);
    expect(stderr).toEqual([]);
  });

  it('does not start without a setting, and names it', async () => {
    const start = aColdStart({ variables: { [ENV.catalogue]: '' } });
    await expect(start).rejects.toThrow(`${ENV.catalogue} is not set`);
  });
});
