import { readFileSync } from 'node:fs';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseResponse,
} from '@aws-sdk/client-bedrock-runtime';
import { OpenFeature } from '@openfeature/server-sdk';
import {
  AgentFlagSource,
  AppConfigModelFlagsProvider,
  agentSettings,
  createModelFlags,
} from 'cdk-model-rollout/runtime';

/** A Lambda function of one's own. `ModelFlags.grantRead` gives it permission, variables and the agent's layer. */
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
  latencyLimitMs: 10_000,
  costCapUsd: 0.05,
});

/** The values that the flag may have here, and what they cost in US dollars per million tokens. */
const MODELS: ReadonlyMap<string, { readonly id: string; readonly input: number; readonly output: number }> =
  new Map([
    ['nova-lite', { id: 'amazon.nova-lite-v1:0', input: 0.06, output: 0.24 }],
    ['nova-pro', { id: 'amazon.nova-pro-v1:0', input: 0.8, output: 3.2 }],
  ]);

// One attempt: a failure is to be seen by the comparison, and the answer by the control is the retry.
const bedrock = new BedrockRuntimeClient({ maxAttempts: 1 });

interface Question {
  readonly user_id: string;
  readonly question: string;
}

export async function handler({ user_id, question }: Question) {
  const decision = await flags.decide('inference_model', { user_id });
  const answer = await flags.observe(decision, (model) => converse(model, question), { measure });
  return { model: answer.model, role: decision.role, text: answer.text };
}

async function converse(model: string, question: string) {
  const entry = MODELS.get(model);
  // Thrown inside the call, so it counts as the candidate's failure and the control answers.
  if (entry === undefined) throw new Error(`got the model ${model}, which is not in MODELS; add it`);
  const messages = [{ role: 'user' as const, content: [{ text: question }] }];
  const response = await bedrock.send(new ConverseCommand({ modelId: entry.id, messages }));
  return { model, response, text: textOf(response), prices: entry };
}

function measure({ response, text, prices }: Awaited<ReturnType<typeof converse>>) {
  const { inputTokens = 0, outputTokens = 0 } = response.usage ?? {};
  const costUsd = (inputTokens * prices.input + outputTokens * prices.output) / 1e6;
  return { inputTokens, outputTokens, costUsd, malformed: text.trim() === '' };
}

function textOf({ output }: Pick<ConverseResponse, 'output'>): string {
  return (output?.message?.content ?? []).map((block) => block.text ?? '').join('');
}
