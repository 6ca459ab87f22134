import { readFileSync } from 'node:fs';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { ChatBedrockConverse } from '@langchain/aws';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { OpenFeature } from '@openfeature/server-sdk';
import {
  AgentFlagSource,
  AppConfigModelFlagsProvider,
  agentSettings,
  createModelFlags,
} from 'cdk-model-rollout/runtime';

/** LangChain.js: two flags have a part in one chain, the model and the version of its prompt. */
OpenFeature.setProvider(
  new AppConfigModelFlagsProvider({
    source: new AgentFlagSource(agentSettings(process.env).flags),
    safeDefault: readFileSync(new URL('safe-default-flags.json', import.meta.url), 'utf8'),
  }),
);

const flags = createModelFlags({
  client: OpenFeature.getClient(),
  defaults: { inference_model: 'nova-lite', system_prompt_version: 'v1' },
  service: 'assistant',
  stage: 'prod',
});

// One attempt: a failure is to be seen by the comparison, and the answer by the control is the retry.
const { AWS_REGION: region = 'us-east-1' } = process.env;
const client = new BedrockRuntimeClient({ maxAttempts: 1 });
const MODELS = new Map([
  ['nova-lite', 'amazon.nova-lite-v1:0'],
  ['nova-pro', 'amazon.nova-pro-v1:0'],
]);
const PROMPTS = new Map([
  ['v1', 'Answer correctly, kindly and briefly.'],
  ['v2', 'Answer correctly, kindly and briefly. Say what you do not know.'],
]);

function chain(model: string, prompt: string) {
  const [id, system] = [MODELS.get(model), PROMPTS.get(prompt)];
  if (id === undefined || system === undefined)
    throw new Error(`got ${model}, ${prompt}; add what is missing`);
  return ChatPromptTemplate.fromMessages([
    ['system', system],
    ['human', '{question}'],
  ])
    .pipe(new ChatBedrockConverse({ client, region, model: id, maxRetries: 0 }))
    .pipe(new StringOutputParser());
}

export async function ask(user_id: string, question: string) {
  const decisions = await flags.decideAll({ user_id });
  return flags.observeAll(decisions, async ({ inference_model, system_prompt_version }) => {
    const text = await chain(inference_model, system_prompt_version).invoke({ question });
    return { model: inference_model, role: decisions.inference_model.role, text };
  });
}
