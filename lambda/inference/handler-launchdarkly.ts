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
import { EventFlusher } from '../launchdarkly/event-flusher.ts';
import { LaunchDarklyModelFlagsProvider } from '../launchdarkly/launchdarkly-model-flags-provider.ts';
import { launchDarklySettings } from '../launchdarkly/launchdarkly-settings.ts';
import { liveLaunchDarkly } from '../launchdarkly/live-launchdarkly.ts';
import { AppConfigModelFlagsProvider } from '../openfeature/app-config-model-flags-provider.ts';
import { OPENFEATURE_DOMAIN } from '../openfeature/domain.ts';
import { failOver } from '../openfeature/fail-over.ts';
import { KillSwitch } from '../openfeature/kill-switch.ts';
import { liveTokenIssuer } from '../outcomes/secret-key-reader.ts';
import { writeLine } from '../write-line.ts';
import { BedrockModelInvoker } from './bedrock-model-invoker.ts';
import { createInferenceHandler, type InferenceHandler } from './create-inference-handler.ts';
import { KnowledgeBaseRetriever } from './knowledge-base-retriever.ts';
import { inferenceSettings } from './settings.ts';

/** What is left of the two seconds that Lambda gives a function and its extensions to end. */
const LAST_FLUSH_MS = 500;

const agent = agentSettings(process.env);
const knowledgeBase = process.env[ENV.knowledgeBase];
const tokenSecret = process.env[ENV.tokenSecret];
const sampling = liveSampling(process.env);
const common = { origin: 'appconfig-agent', clock: systemClock };
const safeDefault = readFileSync(new URL(SAFE_DEFAULT.flags, import.meta.url), 'utf8');
const flags = createFlagStore({ ...common, source: new AgentFlagSource(agent.flags), safeDefault });

const connecting = launchDarklySettings(process.env);
const { primary, secondary, waitMs } = connecting;
const launchDarkly = liveLaunchDarkly(connecting);
const providers = {
  appconfig: new AppConfigModelFlagsProvider({ flags }),
  launchdarkly: new LaunchDarklyModelFlagsProvider({ ...launchDarkly, safeDefault, waitMs }),
};
const provider =
  secondary === undefined
    ? providers[primary]
    : failOver({ primary: providers[primary], secondary: providers[secondary] });
// Who is not ready in time says so in every answer until it is.
await OpenFeature.setProviderAndWait(
  OPENFEATURE_DOMAIN,
  new KillSwitch({ provider, flags, clock: systemClock }),
).catch(() => {});

const answer = createInferenceHandler({
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

const events = new EventFlusher(launchDarkly.client, systemClock);
process.once('SIGTERM', async () => {
  await events.finish(LAST_FLUSH_MS);
  process.exit(0);
});

/**
 * The inference function of a stage whose flags LaunchDarkly decides, or stands behind. Its environment variables are
 * those of `ENV` and `AGENT_ENV`. Waits for LaunchDarkly once, while it starts.
 */
export const handler: InferenceHandler = async (event) => {
  const reply = await answer(event);
  // After the answer has been handed over, which does not wait for it.
  setImmediate(() => events.begin());
  return reply;
};
