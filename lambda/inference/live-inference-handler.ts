import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { OpenFeature } from '@openfeature/server-sdk';
import { systemClock } from '../clock.ts';
import { ENV } from '../contract.ts';
import type { Environment } from '../env-reader.ts';
import { liveSampling } from '../evaluation/live-sampling.ts';
import { OPENFEATURE_DOMAIN } from '../openfeature/domain.ts';
import { liveTokenIssuer } from '../outcomes/secret-key-reader.ts';
import { writeLine } from '../write-line.ts';
import { BedrockModelInvoker } from './bedrock-model-invoker.ts';
import { createInferenceHandler, type InferenceHandler } from './create-inference-handler.ts';
import { KnowledgeBaseRetriever } from './knowledge-base-retriever.ts';
import type { LiveDocuments } from './live-documents.ts';
import { inferenceSettings } from './settings.ts';

/** The inference function against AWS. Whichever provider is set for {@link OPENFEATURE_DOMAIN} decides. */
export function liveInferenceHandler(
  env: Environment,
  { flags, prompts }: Pick<LiveDocuments, 'flags' | 'prompts'>,
): InferenceHandler {
  const knowledgeBase = env[ENV.knowledgeBase];
  const tokenSecret = env[ENV.tokenSecret];
  const sampling = liveSampling(env);
  return createInferenceHandler({
    flags: OpenFeature.getClient(OPENFEATURE_DOMAIN),
    safeDefault: flags.bundled,
    prompts,
    model: new BedrockModelInvoker(new BedrockRuntimeClient({ maxAttempts: 1 })),
    ...(knowledgeBase && {
      retriever: new KnowledgeBaseRetriever(new BedrockAgentRuntimeClient({ maxAttempts: 1 }), knowledgeBase),
    }),
    ...(tokenSecret && { tokens: liveTokenIssuer(tokenSecret) }),
    ...(sampling && { sampling }),
    settings: inferenceSettings(env),
    clock: systemClock,
    emit: writeLine,
  });
}
