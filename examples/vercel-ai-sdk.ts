import { readFileSync } from 'node:fs';
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { OpenFeature } from '@openfeature/server-sdk';
import { generateText } from 'ai';
import {
  AgentFlagSource,
  AppConfigModelFlagsProvider,
  agentSettings,
  createModelFlags,
} from 'cdk-model-rollout/runtime';

/** The Vercel AI SDK: the flag names the model, and the SDK's usage is what is measured. */
OpenFeature.setProvider(
  new AppConfigModelFlagsProvider({
    source: new AgentFlagSource(agentSettings(process.env).flags),
    safeDefault: readFileSync(new URL('safe-default-flags.json', import.meta.url), 'utf8'),
  }),
);

const flags = createModelFlags({
  client: OpenFeature.getClient(),
  defaults: { inference_model: 'nova-lite' },
  service: 'assistant',
  stage: 'prod',
});

// The AWS SDK reads this variable by itself; it is there for the loopback of this example.
const { AWS_ENDPOINT_URL: baseURL } = process.env;
const bedrock = createAmazonBedrock(baseURL === undefined ? {} : { baseURL });
const MODELS = new Map([
  ['nova-lite', bedrock('amazon.nova-lite-v1:0')],
  ['nova-pro', bedrock('amazon.nova-pro-v1:0')],
]);

export async function ask(user_id: string, prompt: string) {
  const decision = await flags.decide('inference_model', { user_id });
  return flags.observe(
    decision,
    async (name) => {
      const model = MODELS.get(name);
      if (model === undefined) throw new Error(`got the model ${name}, which is not in MODELS; add it`);
      // No retries: a failure is to be seen by the comparison, and the answer by the control is the retry.
      const { text, usage } = await generateText({ model, prompt, maxRetries: 0 });
      return { model: name, role: decision.role, text, usage };
    },
    { measure: ({ usage, text }) => ({ ...usage, malformed: text === '' }) },
  );
}
