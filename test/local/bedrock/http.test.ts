import {
  BedrockAgentRuntimeClient,
  ResourceNotFoundException as KnowledgeBaseNotFound,
  RetrieveCommand,
  ValidationException as RetrieveRefused,
} from '@aws-sdk/client-bedrock-agent-runtime';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  InvokeModelCommand,
  ModelErrorException,
  ModelTimeoutException,
  ResourceNotFoundException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../lambda/clock.ts';
import { Bedrock } from '../../../local/bedrock/bedrock.ts';
import { type BedrockHandlerOptions, bedrockHandler } from '../../../local/bedrock/http.ts';
import { type LoopbackServer, serveLoopback } from '../../../local/http/loopback-server.ts';
import { Random } from '../../../local/random.ts';
import { connectionTo } from '../../helpers/loopback-client.ts';
import { aScript } from './builders.ts';

const GOOD = 'us.anthropic.claude-sonnet-4-6-v1:0';
const PASSAGES = ['Cats sleep all day', 'A cat sleeps', 'Dogs bark at night', 'Birds sing'];

const engine = new Bedrock({
  clock: systemClock,
  random: new Random(5),
  models: {
    [GOOD]: aScript(),
    broken: aScript({ errorRate: 1 }),
    busy: aScript({ throttleRate: 1 }),
    stuck: aScript({ timeoutRate: 1 }),
    empty: aScript({ malformedRate: 1 }),
  },
  knowledgeBases: { KB1: PASSAGES },
});

let server: LoopbackServer;
let runtime: BedrockRuntimeClient;
let agents: BedrockAgentRuntimeClient;

async function serve(options: BedrockHandlerOptions): Promise<void> {
  server = await serveLoopback(bedrockHandler(engine, options));
  runtime = new BedrockRuntimeClient(connectionTo(server));
  agents = new BedrockAgentRuntimeClient(connectionTo(server));
}

async function close(): Promise<void> {
  runtime.destroy();
  agents.destroy();
  await server.close();
}

beforeEach(() => serve({ timeScale: 0 }));
afterEach(close);

function ask(more: Partial<ConverseCommandInput> = {}): ConverseCommand {
  const messages: ConverseCommandInput['messages'] = [{ role: 'user', content: [{ text: 'x'.repeat(40) }] }];
  return new ConverseCommand({ modelId: GOOD, messages, ...more });
}

// BEHAVIOUR B6 to B9, B11
describe('Converse', () => {
  it('answers over the client with its default request handler', async () => {
    const answer = await runtime.send(ask());
    expect(answer).toMatchObject({
      stopReason: 'end_turn',
      usage: { inputTokens: 10, outputTokens: 100, totalTokens: 110 },
      metrics: { latencyMs: 1200 },
    });
    expect(answer.output?.message?.role).toBe('assistant');
    expect(answer.output?.message?.content?.[0]?.text).toHaveLength(400);
  });

  it('counts the system prompt as input and stops at the most tokens asked for', async () => {
    const system = [{ text: 'y'.repeat(20) }];
    const answer = await runtime.send(ask({ system, inferenceConfig: { maxTokens: 12 } }));
    expect(answer).toMatchObject({ stopReason: 'max_tokens', usage: { inputTokens: 15, outputTokens: 12 } });
  });

  it.each([
    ['the system prompt', { system: [{ text: 'Answer with one JSON value.' }] }],
    [
      'the output format',
      { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{}' } } } } },
    ],
  ] satisfies [string, Partial<ConverseCommandInput>][])(
    'answers in JSON when %s asks for it',
    async (_what, more) => {
      const answer = await runtime.send(ask(more));
      const text = answer.output?.message?.content?.[0]?.text ?? '';
      expect(JSON.parse(text)).toHaveProperty('answer');
    },
  );

  it('gives an empty answer for a malformed one', async () => {
    const answer = await runtime.send(ask({ modelId: 'empty' }));
    expect(answer.output?.message?.content?.[0]?.text).toBe('');
    expect(answer.usage?.outputTokens).toBe(0);
  });

  it.each([
    ['broken', ModelErrorException, 424],
    ['busy', ThrottlingException, 429],
    ['stuck', ModelTimeoutException, 408],
    ['nobody', ResourceNotFoundException, 404],
  ])('raises what the model %s ends in', async (modelId, expected, httpStatusCode) => {
    const failed = runtime.send(ask({ modelId }));
    await expect(failed).rejects.toBeInstanceOf(expected);
    await expect(failed).rejects.toMatchObject({ $metadata: { httpStatusCode } });
  });

  it.each<[string, Partial<ConverseCommandInput>]>([
    ['no messages', { messages: [] }],
    ['an assistant who speaks first', { messages: [{ role: 'assistant', content: [{ text: 'hi' }] }] }],
    ['a message without content', { messages: [{ role: 'user', content: [] }] }],
    ['no room for an answer', { inferenceConfig: { maxTokens: 0 } }],
  ])('refuses %s', async (_what, more) => {
    await expect(runtime.send(ask(more))).rejects.toBeInstanceOf(ValidationException);
  });

  it('takes many requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => runtime.send(ask())));
    expect(answers.every(({ usage }) => usage?.outputTokens === 100)).toBe(true);
  });

  it('refuses operations that are not modelled by name', async () => {
    const invoke = runtime.send(new InvokeModelCommand({ modelId: GOOD, body: '{}' }));
    await expect(invoke).rejects.toThrow(/\/invoke, which is not modelled/);
  });

  it.each(['[', '1', 'null'])('refuses the body %s', async (body) => {
    const response = await fetch(`${server.url}/model/${GOOD}/converse`, { method: 'POST', body });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException']);
  });
});

// BEHAVIOUR B8
describe('the time scale', () => {
  it('makes a model wait for its latency', async () => {
    await close();
    await serve({ timeScale: 0.05 });
    const before = performance.now();
    await runtime.send(ask());
    // 1200 ms of the model's time; timers may fire a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });

  it('leaves a client free to give up on a model that is stuck', async () => {
    await close();
    await serve({});
    const abortSignal = AbortSignal.timeout(50);
    await expect(runtime.send(ask({ modelId: 'stuck' }), { abortSignal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('survives answering a client that has given up', async () => {
    await close();
    await serve({ timeScale: 0.05 });
    await expect(runtime.send(ask(), { abortSignal: AbortSignal.timeout(10) })).rejects.toThrow();
    expect((await runtime.send(ask())).stopReason).toBe('end_turn');
  });
});

// BEHAVIOUR B10
describe('Retrieve', () => {
  function retrieve(text: string, numberOfResults?: number, knowledgeBaseId = 'KB1') {
    const configuration = { vectorSearchConfiguration: { numberOfResults } };
    return agents.send(
      new RetrieveCommand({
        knowledgeBaseId,
        retrievalQuery: { text },
        ...(numberOfResults === undefined ? {} : { retrievalConfiguration: configuration }),
      }),
    );
  }

  it('answers the passages that share most words with the query, best first', async () => {
    const { retrievalResults: results = [] } = await retrieve('when do dogs bark', 2);
    expect(results.map(({ content }) => content?.text)).toEqual(['Dogs bark at night', 'Cats sleep all day']);
    expect(results[0]).toMatchObject({
      content: { type: 'TEXT' },
      location: { type: 'CUSTOM', customDocumentLocation: { id: 'passage-2' } },
    });
    expect(results[0]?.score).toBeCloseTo(2 / 6, 12);
  });

  it('answers all it has when more are asked for, or no number is given', async () => {
    expect((await retrieve('cat', 100)).retrievalResults).toHaveLength(4);
    expect((await retrieve('cat')).retrievalResults).toHaveLength(4);
  });

  it('refuses an unknown knowledge base, an empty query and a wrong number', async () => {
    await expect(retrieve('cat', 1, 'KB2')).rejects.toBeInstanceOf(KnowledgeBaseNotFound);
    await expect(retrieve('')).rejects.toBeInstanceOf(RetrieveRefused);
    await expect(retrieve('cat', 101)).rejects.toBeInstanceOf(RetrieveRefused);
  });
});
