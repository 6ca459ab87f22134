import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { BedrockModelInvoker } from '../../../lambda/inference/bedrock-model-invoker.ts';
import type { HttpHandler, HttpRequest } from '../../../local/http/loopback-server.ts';
import { ServiceError } from '../../../local/http/service-error.ts';
import { connect } from '../../helpers/loopback-client.ts';

const INVOCATION = {
  modelId: 'eu.anthropic.claude-x:0',
  system: 'Be brief.',
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Yes?' },
    { role: 'user', content: 'Bye' },
  ],
  maxOutputTokens: 77,
  timeoutMs: 5000,
  json: false,
} as const;

const CONVERSED = {
  output: {
    message: { role: 'assistant', content: [{ text: 'Good' }, { reasoningContent: {} }, { text: 'bye.' }] },
  },
  stopReason: 'end_turn',
  usage: { inputTokens: 11, outputTokens: 4, totalTokens: 15 },
  metrics: { latencyMs: 1 },
};

describe('Bedrock model invoker over the SDK client', () => {
  async function anInvoker(handle: HttpHandler): Promise<BedrockModelInvoker> {
    return new BedrockModelInvoker((await connect(BedrockRuntimeClient, handle)).client);
  }

  it('sends the conversation to Converse and joins the text of the answer', async () => {
    const requests: HttpRequest[] = [];
    const invoker = await anInvoker((request) => {
      requests.push(request);
      return { status: 200, body: JSON.stringify(CONVERSED) };
    });
    expect(await invoker.invoke(INVOCATION)).toEqual({ text: 'Goodbye.', inputTokens: 11, outputTokens: 4 });
    expect(decodeURIComponent(requests[0]!.path)).toBe('/model/eu.anthropic.claude-x:0/converse');
    expect(JSON.parse(requests[0]!.body.toString())).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: INVOCATION.messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
      inferenceConfig: { maxTokens: 77 },
    });
  });

  it('leaves the temperature to the model, unless one is asked for', async () => {
    const sent: unknown[] = [];
    const invoker = await anInvoker(({ body }) => {
      sent.push(JSON.parse(body.toString()).inferenceConfig);
      return { status: 200, body: JSON.stringify(CONVERSED) };
    });
    for (const asked of [INVOCATION, { ...INVOCATION, temperature: 0 }]) await invoker.invoke(asked);
    expect(sent).toEqual([{ maxTokens: 77 }, { maxTokens: 77, temperature: 0 }]);
  });

  it('gives an empty text where the answer holds none', async () => {
    const invoker = await anInvoker(() => ({ status: 200, body: '{}' }));
    expect(await invoker.invoke(INVOCATION)).toEqual({ text: '', inputTokens: 0, outputTokens: 0 });
  });

  it.each([
    ['ThrottlingException', 429, 'throttle'],
    ['ServiceUnavailableException', 503, 'error'],
    ['ModelNotReadyException', 429, 'throttle'],
    ['ModelTimeoutException', 408, 'timeout'],
    ['ModelErrorException', 424, 'error'],
    ['ValidationException', 400, 'error'],
    ['AccessDeniedException', 403, 'error'],
    ['InternalServerException', 500, 'error'],
  ] as const)('calls %s a failure of its kind, and asks only once', async (name, status, kind) => {
    let calls = 0;
    const invoker = await anInvoker(() => {
      calls += 1;
      throw new ServiceError(name, status, 'quoting the prompt');
    });
    const error = await invoker.invoke(INVOCATION).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: `model-${kind}`, kind, reason: name, fault: 'dependency' });
    expect(String(error)).not.toContain('quoting');
    expect(calls).toBe(1);
  });

  it('gives up at the time limit', async () => {
    const invoker = await anInvoker(() => new Promise(() => {}));
    await expect(invoker.invoke({ ...INVOCATION, timeoutMs: 40.5 })).rejects.toMatchObject({
      kind: 'timeout',
    });
  });

  it('fails when nobody is there', async () => {
    const { client, server } = await connect(BedrockRuntimeClient, () => ({ status: 200 }));
    await server.close();
    await expect(new BedrockModelInvoker(client).invoke(INVOCATION)).rejects.toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(/^E/),
    });
  });
});
