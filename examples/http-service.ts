import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { AppConfigData } from '@aws-sdk/client-appconfigdata';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { OpenFeature } from '@openfeature/server-sdk';
import {
  AppConfigDataSource,
  AppConfigModelFlagsProvider,
  createModelFlags,
} from 'cdk-model-rollout/runtime';

/** A service in a container: no agent beside it, and an outcome that is learned in a later request. */
const NAMES = { service: 'assistant', stage: 'prod' };

OpenFeature.setProvider(
  new AppConfigModelFlagsProvider({
    source: new AppConfigDataSource({
      client: new AppConfigData({ maxAttempts: 1 }),
      ...{ application: 'assistant-prod', environment: 'prod', profile: 'model-flags' },
    }),
    safeDefault: readFileSync(new URL('safe-default-flags.json', import.meta.url), 'utf8'),
    outcomes: NAMES,
  }),
);

const client = OpenFeature.getClient();
const flags = createModelFlags({ client, defaults: { inference_model: 'nova-lite' }, ...NAMES });
const bedrock = new BedrockRuntimeClient({ maxAttempts: 1 });
const MODELS = new Map([
  ['nova-lite', 'amazon.nova-lite-v1:0'],
  ['nova-pro', 'amazon.nova-pro-v1:0'],
]);

async function ask({ user_id, question }: { readonly user_id: string; readonly question: string }) {
  const decision = await flags.decide('inference_model', { user_id });
  return flags.observe(decision, async (model) => {
    const messages = [{ role: 'user' as const, content: [{ text: question }] }];
    const { output } = await bedrock.send(new ConverseCommand({ modelId: MODELS.get(model), messages }));
    return { model, role: decision.role, text: output?.message?.content?.[0]?.text ?? '' };
  });
}

function rate({ user_id, helpful }: { readonly user_id: string; readonly helpful: boolean }): object {
  flags.track('helpful', { user_id }, helpful ? 1 : 0);
  return {};
}

export const server = createServer(async (request, response) => {
  try {
    const body = await bodyOf(request);
    const answer = request.url === '/rate' ? rate(body) : await ask(body);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  } catch {
    response.writeHead(502).end();
  }
});
server.listen(Number(process.env.PORT ?? 8080));

/** What the caller sent; a service checks it. */
async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
