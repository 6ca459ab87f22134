import { type BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { callAws } from './aws-failure.ts';
import type { Completion, Invocation, ModelInvoker } from './model-invoker.ts';

/** Calls models through Bedrock Converse. Make the client with `maxAttempts: 1`; `callAws` says why. */
export class BedrockModelInvoker implements ModelInvoker {
  readonly #client: BedrockRuntimeClient;

  constructor(client: BedrockRuntimeClient) {
    this.#client = client;
  }

  async invoke(invocation: Invocation): Promise<Completion> {
    const { maxOutputTokens: maxTokens, temperature } = invocation;
    const command = new ConverseCommand({
      modelId: invocation.modelId,
      system: [{ text: invocation.system }],
      messages: invocation.messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
      inferenceConfig: { maxTokens, ...(temperature !== undefined && { temperature }) },
    });
    const answer = await callAws(invocation.timeoutMs, (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    const blocks = answer.output?.message?.content ?? [];
    return {
      // Other blocks (reasoning, tool use) are not part of the answer.
      text: blocks.map((block) => block.text ?? '').join(''),
      inputTokens: answer.usage?.inputTokens ?? 0,
      outputTokens: answer.usage?.outputTokens ?? 0,
    };
  }
}
