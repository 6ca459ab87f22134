import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, it } from 'vitest';
import { KnowledgeBaseRetriever } from '../../../lambda/inference/knowledge-base-retriever.ts';
import type { HttpHandler, HttpRequest } from '../../../local/http/loopback-server.ts';
import { ServiceError } from '../../../local/http/service-error.ts';
import { connect } from '../../helpers/loopback-client.ts';

const RETRIEVAL = { query: 'Where?', count: 3, timeoutMs: 5000 };

describe('knowledge base retriever over the SDK client', () => {
  async function aRetriever(handle: HttpHandler): Promise<KnowledgeBaseRetriever> {
    const { client } = await connect(BedrockAgentRuntimeClient, handle);
    return new KnowledgeBaseRetriever(client, 'KB12345678');
  }

  it('asks the one knowledge base and gives the passages in its order', async () => {
    const requests: HttpRequest[] = [];
    const retriever = await aRetriever((request) => {
      requests.push(request);
      const retrievalResults = [
        { content: { text: 'best' } },
        { content: {} },
        { content: { text: 'good' } },
      ];
      return { status: 200, body: JSON.stringify({ retrievalResults }) };
    });
    expect(await retriever.retrieve(RETRIEVAL)).toEqual(['best', 'good']);
    expect(requests[0]?.path).toBe('/knowledgebases/KB12345678/retrieve');
    expect(JSON.parse(requests[0]!.body.toString())).toEqual({
      retrievalQuery: { text: 'Where?' },
      retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 3 } },
    });
  });

  it('cuts a question that Retrieve would not take, between characters', async () => {
    let length = 0;
    const retriever = await aRetriever((request) => {
      length = JSON.parse(request.body.toString()).retrievalQuery.text.length;
      return { status: 200, body: '{}' };
    });
    expect(await retriever.retrieve({ ...RETRIEVAL, query: '😀'.repeat(5000) })).toEqual([]);
    expect(length).toBe(2000);
  });

  it('fails in the same kinds as a model', async () => {
    const throttled = await aRetriever(() => {
      throw new ServiceError('ThrottlingException', 429, 'slow down');
    });
    await expect(throttled.retrieve(RETRIEVAL)).rejects.toMatchObject({ kind: 'throttle' });
    const hanging = await aRetriever(() => new Promise(() => {}));
    await expect(hanging.retrieve({ ...RETRIEVAL, timeoutMs: 40 })).rejects.toMatchObject({
      kind: 'timeout',
    });
  });
});
