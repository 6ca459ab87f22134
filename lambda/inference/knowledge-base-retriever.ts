import { type BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { callAws } from './aws-failure.ts';
import type { Retrieval, Retriever } from './retriever.ts';

/** Longest query Retrieve has always taken; a longer question is cut. */
const MAX_QUERY_CHARACTERS = 1000;

/** Retrieves from a Bedrock knowledge base. Make the client with `maxAttempts: 1`; `callAws` says why. */
export class KnowledgeBaseRetriever implements Retriever {
  readonly #client: BedrockAgentRuntimeClient;
  readonly #knowledgeBaseId: string;

  constructor(client: BedrockAgentRuntimeClient, knowledgeBaseId: string) {
    this.#client = client;
    this.#knowledgeBaseId = knowledgeBaseId;
  }

  async retrieve(retrieval: Retrieval): Promise<readonly string[]> {
    const command = new RetrieveCommand({
      knowledgeBaseId: this.#knowledgeBaseId,
      retrievalQuery: { text: [...retrieval.query].slice(0, MAX_QUERY_CHARACTERS).join('') },
      retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: retrieval.count } },
    });
    const answer = await callAws(retrieval.timeoutMs, (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    return (answer.retrievalResults ?? []).flatMap((result) => result.content?.text ?? []);
  }
}
