import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseOutcomes } from '../../core/outcomes/parse-outcomes.ts';
import { createFlagStore } from '../../lambda/flags/flag-store.ts';
import { createPromptStore } from '../../lambda/flags/prompt-store.ts';
import { TextFlagSource } from '../../lambda/flags/text-flag-source.ts';
import { BedrockModelInvoker } from '../../lambda/inference/bedrock-model-invoker.ts';
import {
  createInferenceHandler,
  type InferenceHandler,
} from '../../lambda/inference/create-inference-handler.ts';
import { AppConfigModelFlagsProvider } from '../../lambda/openfeature/app-config-model-flags-provider.ts';
import { createCountOnce } from '../../lambda/outcomes/count-once.ts';
import {
  createOutcomesHandler,
  type OutcomesHandler,
} from '../../lambda/outcomes/create-outcomes-handler.ts';
import { SecretKeyReader } from '../../lambda/outcomes/secret-key-reader.ts';
import { createTokenIssuer } from '../../lambda/outcomes/token-issuer.ts';
import { TokenKeys } from '../../lambda/outcomes/token-keys.ts';
import { Bedrock } from '../../local/bedrock/bedrock.ts';
import { bedrockHandler } from '../../local/bedrock/http.ts';
import { VirtualClock } from '../../local/clock.ts';
import { CloudWatch } from '../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../local/cloudwatch/http.ts';
import { DynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { dynamoDbHandler } from '../../local/dynamodb/http.ts';
import { byService } from '../../local/http/by-service.ts';
import { type HttpRequest, type HttpResponse, serveLoopback } from '../../local/http/loopback-server.ts';
import { isolatedFlagsClient } from '../../local/openfeature/isolated-open-feature.ts';
import { Random } from '../../local/random.ts';
import { secretsManagerHandler } from '../../local/secretsmanager/http.ts';
import { SecretsManager } from '../../local/secretsmanager/secrets-manager.ts';
import { DECLARED, FLAGS, INFERENCE, LIFETIME_MS, PROMPTS, SCRIPTS, STAGE, TABLE } from './settings.ts';

const SECRET = 'prod/exposure-token';

/** An execution environment of the outcomes function. */
export interface Environment {
  readonly handler: OutcomesHandler;
  /** Ends it in the middle of whatever it does: it reaches nobody any more, and writes nothing. */
  kill(): void;
}

/** A stage whose functions run in this process and reach AWS's services over loopback by the SDK's clients. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly inference: InferenceHandler;
  readonly metrics: CloudWatchClient;
  readonly store: DynamoDb;
  /** A new environment, which knows nothing of those before it. */
  start(): Environment;
  /** Is told of every call of DynamoDB before it is answered. */
  onStoreCall(listen: (operation: string) => void): void;
  rotateKey(key: string): Promise<void>;
  close(): Promise<void>;
}

export async function startStage(startMs: number, seed: number): Promise<Stage> {
  const clock = new VirtualClock(startMs);
  const random = new Random(seed);
  const cloudWatch = new CloudWatch({ clock });
  const store = new DynamoDb({ clock });
  const bedrock = new Bedrock({ clock, random: random.stream('models'), models: SCRIPTS });
  const secrets = new SecretsManager({ clock, random: random.stream('secrets') });
  const dead = new Set<string>();
  let heard = (_operation: string): void => {};
  const answerStore = dynamoDbHandler(store);
  const server = await serveLoopback(
    byService({
      bedrock: bedrockHandler(bedrock, { timeScale: 0 }),
      dynamodb: (request): HttpResponse | Promise<HttpResponse> => {
        heard(request.headers['x-amz-target']?.split('.').at(-1) ?? '');
        return dead.has(caller(request)) ? { status: 0, connection: 'hang' } : answerStore(request);
      },
      monitoring: cloudWatchHandler(cloudWatch),
      secretsmanager: secretsManagerHandler(secrets),
    }),
  );
  const connection = (accessKeyId = 'local') => ({
    ...{ endpoint: server.url, region: 'us-east-1' },
    credentials: { accessKeyId, secretAccessKey: 'local' },
  });
  const secretsClient = new SecretsManagerClient(connection());
  await secretsClient.send(new CreateSecretCommand({ Name: SECRET, SecretString: 'first-'.repeat(8) }));
  const keys = () => new TokenKeys({ reader: new SecretKeyReader(secretsClient, SECRET), clock });
  const clients: { destroy(): void }[] = [secretsClient];
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  await createTable(kept(new DynamoDBClient(connection())));
  const invoker = new BedrockModelInvoker(
    kept(new BedrockRuntimeClient({ ...connection(), maxAttempts: 1 })),
  );
  let started = 0;
  return {
    ...{ clock, store },
    metrics: kept(new CloudWatchClient(connection())),
    inference: inferenceOf(invoker, keys(), { clock, emit: (line) => cloudWatch.ingestLog(line) }),
    start: () => {
      started += 1;
      const name = `environment${started}`;
      // Of a batch, claims wait for a connection; on a busy machine for longer than the client thinks right.
      const requestHandler = { socketAcquisitionWarningTimeout: 600_000 };
      const client = kept(new DynamoDBClient({ ...connection(name), requestHandler }));
      const emit = (line: string) => {
        if (!dead.has(name)) cloudWatch.ingestLog(line);
      };
      return { handler: outcomesOf(client, keys(), { clock, emit }), kill: () => dead.add(name) };
    },
    onStoreCall: (listen) => {
      heard = listen;
    },
    rotateKey: async (SecretString) => {
      await secretsClient.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString }));
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await server.close();
    },
  };
}

/** Environments sign with a name of their own. */
function caller({ headers }: HttpRequest): string {
  return /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
}

interface Surroundings {
  readonly clock: VirtualClock;
  readonly emit: (line: string) => void;
}

function inferenceOf(model: BedrockModelInvoker, keys: TokenKeys, { clock, emit }: Surroundings) {
  const common = { origin: 'bench', clock };
  const flags = createFlagStore({ ...common, source: new TextFlagSource(FLAGS), safeDefault: FLAGS });
  return createInferenceHandler({
    flags: isolatedFlagsClient(new AppConfigModelFlagsProvider({ flags, clock })),
    safeDefault: flags.bundled,
    prompts: createPromptStore({ ...common, source: new TextFlagSource(PROMPTS), safeDefault: PROMPTS }),
    tokens: createTokenIssuer({ keys, clock }),
    ...{ model, settings: INFERENCE, clock, emit },
  });
}

function outcomesOf(client: DynamoDBClient, keys: TokenKeys, { clock, emit }: Surroundings): OutcomesHandler {
  const declared = parseOutcomes(DECLARED);
  if (!declared.ok) throw new Error(declared.problems.join());
  const counting = createCountOnce({ client, table: TABLE });
  const settings = { ...STAGE, declared: declared.value, lifetimeMs: LIFETIME_MS };
  return createOutcomesHandler({ settings, keys, counting, clock, emit });
}

export async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiration' };
  await client.send(new UpdateTimeToLiveCommand({ TableName: TABLE, TimeToLiveSpecification }));
}
