import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { parseOutcomes } from '../../../core/outcomes/parse-outcomes.ts';
import { createCountOnce } from '../../../lambda/outcomes/count-once.ts';
import { createOutcomesHandler } from '../../../lambda/outcomes/create-outcomes-handler.ts';
import { type ExposureToken, signToken } from '../../../lambda/outcomes/exposure-token.ts';
import type { OutcomesSettings } from '../../../lambda/outcomes/outcomes-settings.ts';
import type { TokenKeySet } from '../../../lambda/outcomes/token-keys.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { DynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { dynamoDbHandler } from '../../../local/dynamodb/http.ts';
import type { HttpResponse } from '../../../local/http/loopback-server.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { anEngine } from '../../local/cloudwatch/builders.ts';

/** Powertools goes by the machine's clock, so this one starts there. */
export const START = Date.now();
export const DAY_MS = 86_400_000;
export const KEY = 'k'.repeat(40);
export const OTHER_KEY = 'o'.repeat(40);
export const TABLE = 'outcomes';

export const EXPOSURE: ExposureToken = {
  flag: 'inference_model',
  role: 'candidate',
  value: 'claude-sonnet-4-6',
  documentVersion: '42',
  bucketGroup: '07',
  issuedAtMs: START,
  id: 'AAAAAAAA',
};

/** A signed token; those of different ids are of different answers. */
export function aToken(exposure: Partial<ExposureToken> = {}, key = KEY): string {
  const text = signToken({ ...EXPOSURE, ...exposure }, key);
  if (text === undefined) throw new Error('the token is too long');
  return text;
}

export function anItem(more: object = {}, exposure: Partial<ExposureToken> = {}): object {
  return { token: aToken(exposure), outcome: 'task_completed', value: 1, ...more };
}

/** As many items of different answers. */
export function someItems(count: number): object[] {
  return Array.from({ length: count }, (_, n) => anItem({}, { id: `answer-${n}` }));
}

export const SETTINGS: OutcomesSettings = {
  service: 'assistant',
  stage: 'prod',
  declared: declare({ task_completed: { direction: 'up' }, escalated: { direction: 'down' } }),
  lifetimeMs: 30 * DAY_MS,
};

function declare(input: unknown) {
  const parsed = parseOutcomes(input);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.value;
}

/** What comes before the store answers; `undefined` lets it answer. */
export type Meddle = (operation: string) => HttpResponse | undefined | Promise<HttpResponse | undefined>;

/** The door over a real DynamoDB client on loopback, and what it wrote. */
export async function aDoor(settings: Partial<OutcomesSettings> = {}) {
  const clock = new VirtualClock(START);
  const store = new DynamoDb({ clock });
  const state = {
    keys: { signing: KEY, verifying: [KEY], isFresh: true } as TokenKeySet | undefined,
    /** What comes of reading keys that are not old yet again. */
    newerKeys: undefined as TokenKeySet | undefined,
    meddle: (() => undefined) as Meddle,
    remainingMs: 30_000,
  };
  const answer = dynamoDbHandler(store);
  const { client } = await connect(PatientClient, async (request) => {
    const operation = request.headers['x-amz-target']?.split('.').at(-1) ?? '';
    return (await state.meddle(operation)) ?? answer(request);
  });
  await makeTable(client);
  const cloudWatch = anEngine().cloudWatch;
  const lines: string[] = [];
  const emit = (line: string) => {
    lines.push(line);
    cloudWatch.ingestLog(line);
  };
  /** A new execution environment: nothing is left but what the store has. */
  const start = (changed: Partial<OutcomesSettings> = {}) => {
    const all = { ...SETTINGS, ...settings, ...changed };
    const counting = createCountOnce({ client, table: TABLE });
    const keys = {
      get: async (maxAgeMs?: number) =>
        maxAgeMs === undefined ? state.keys : (state.newerKeys ?? state.keys),
    };
    const handler = createOutcomesHandler({ settings: all, keys, counting, clock, emit });
    return (event: unknown) => handler(event, { getRemainingTimeInMillis: () => state.remainingMs });
  };
  const records = () => lines.map((line) => JSON.parse(line));
  return { ...{ clock, store, client, state, lines, records, cloudWatch, start }, send: start() };
}

/** Says nothing of requests that wait for a connection, as those of a long batch do on a busy machine. */
class PatientClient extends DynamoDBClient {
  constructor(connection: DynamoDBClientConfig) {
    super({ ...connection, requestHandler: { socketAcquisitionWarningTimeout: 600_000 } });
  }
}

export async function makeTable(client: DynamoDBClient): Promise<void> {
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' }] as const;
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' }] as const;
  const table = {
    TableName: TABLE,
    KeySchema: [...KeySchema],
    AttributeDefinitions: [...AttributeDefinitions],
  };
  await client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiration' };
  await client.send(new UpdateTimeToLiveCommand({ TableName: TABLE, TimeToLiveSpecification }));
}
