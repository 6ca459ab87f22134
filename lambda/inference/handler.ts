import { readFileSync } from 'node:fs';
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { OpenFeature } from '@openfeature/server-sdk';
import { systemClock } from '../clock.ts';
import { ENV, SAFE_DEFAULT } from '../contract.ts';
import { liveSampling } from '../evaluation/live-sampling.ts';
import { AgentFlagSource } from '../flags/agent-flag-source.ts';
import { agentSettings } from '../flags/agent-settings.ts';
import { createFlagStore } from '../flags/flag-store.ts';
import { createPromptStore } from '../flags/prompt-store.ts';
import { AppConfigModelFlagsProvider } from '../openfeature/app-config-model-flags-provider.ts';
import { OPENFEATURE_DOMAIN } from '../openfeature/domain.ts';
import { liveTokenIssuer } from '../outcomes/secret-key-reader.ts';
import { writeLine } from '../write-line.ts';
import { BedrockModelInvoker } from './bedrock-model-invoker.ts';
import { createInferenceHandler } from './create-inference-handler.ts';
import { KnowledgeBaseRetriever } from './knowledge-base-retriever.ts';
import { inferenceSettings } from './settings.ts';

const agent = agentSettings(process.env);
const knowledgeBase = process.env[ENV.knowledgeBase];
const tokenSecret = process.env[ENV.tokenSecret];
const sampling = liveSampling(process.env);
const common = { origin: 'appconfig-agent', clock: systemClock };
const flags = createFlagStore({
  ...common,
  source: new AgentFlagSource(agent.flags),
  safeDefault: readFileSync(new URL(SAFE_DEFAULT.flags, import.meta.url), 'utf8'),
});
OpenFeature.setProvider(OPENFEATURE_DOMAIN, new AppConfigModelFlagsProvider({ flags }));

/** The inference function. Its environment variables are those of `ENV` and `AGENT_ENV`. */
export const handler = createInferenceHandler({
  flags: OpenFeature.getClient(OPENFEATURE_DOMAIN),
  safeDefault: flags.bundled,
  prompts: createPromptStore({
    ...common,
    source: new AgentFlagSource(agent.prompts),
    safeDefault: readFileSync(new URL(SAFE_DEFAULT.prompts, import.meta.url), 'utf8'),
  }),
  model: new BedrockModelInvoker(new BedrockRuntimeClient({ maxAttempts: 1 })),
  ...(knowledgeBase && {
    retriever: new KnowledgeBaseRetriever(new BedrockAgentRuntimeClient({ maxAttempts: 1 }), knowledgeBase),
  }),
  ...(tokenSecret && { tokens: liveTokenIssuer(tokenSecret) }),
  ...(sampling && { sampling }),
  settings: inferenceSettings(process.env),
  clock: systemClock,
  emit: writeLine,
});
