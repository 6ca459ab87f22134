import {
  IdempotencyConfig,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLOCK_SKEW_MS, MAX_LIFETIME_MS } from './exposure-token.ts';

/**
 * What became of an attempt to count something once. `unsettled`: it was counted, but that could not be noted; sent again
 * after the time that the function had, it would be counted again.
 */
export type CountResult =
  | 'counted'
  | 'unsettled'
  | 'duplicate'
  | 'value-conflict'
  | 'outcome-in-progress'
  | 'store-unavailable';

/** What is to be counted: its key tells it from everything else, its value is that of the first time. */
export interface Countable {
  readonly key: string;
  readonly value: number;
}

/** Time that is left of an invocation, as Lambda's context tells. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/** Sees to it that what has one key is counted once, over all invocations and environments of the function. */
export interface CountOnce {
  /** Tells the time that is left, at the start of each invocation: what it claims and does not finish is free again then. */
  begin(time: RemainingTime): void;
  /** Calls `count` unless the key was counted before; when it rejects, nothing was counted. Never rejects. */
  once(countable: Countable, count: () => Promise<void>): Promise<CountResult>;
}

export interface CountOnceOptions {
  readonly client: DynamoDBClient;
  /** Table with the partition key `id` and the time to live `expiration`. */
  readonly table: string;
}

/** As long as any stage accepts a token: a stage that accepts them for longer from now on has forgotten none. */
const REMEMBERED_MS = MAX_LIFETIME_MS + CLOCK_SKEW_MS;

/** Of keys in the table, whatever the function is called: a renamed function must not count everything again. */
const KEY_PREFIX = 'outcome';

/**
 * Counts once by Powertools' idempotency: claim the key by a conditional put, count, note that it is done by an update.
 * Two writes an outcome; one for a duplicate. The table holds hashes of keys and values, and no token.
 */
export function createCountOnce({ client, table }: CountOnceOptions): CountOnce {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'key',
    payloadValidationJmesPath: 'value',
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: Math.ceil(REMEMBERED_MS / 1000),
    hashFunction: 'sha256',
  });
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName: table, awsSdkV3Client: client });
  const claimed = makeIdempotent((_countable: Countable, count: () => Promise<void>) => count(), {
    ...{ config, persistenceStore, keyPrefix: KEY_PREFIX, dataIndexArgument: 0 },
  });
  return {
    begin: (time) => config.registerLambdaContext(time as Parameters<typeof config.registerLambdaContext>[0]),
    once: async (countable, count) => {
      let isCounted = false;
      try {
        await claimed({ ...countable }, async () => {
          await count();
          isCounted = true;
        });
        return isCounted ? 'counted' : 'duplicate';
      } catch (error) {
        return isCounted ? 'unsettled' : resultOf(error);
      }
    },
  };
}

/** By the names that Powertools gives its errors. A value that is claimed does not count yet, and may never. */
function resultOf(error: unknown): CountResult {
  const name = error instanceof Error ? error.name : undefined;
  if (name === 'IdempotencyAlreadyInProgressError' || isOfClaim(error)) return 'outcome-in-progress';
  return name === 'IdempotencyValidationError' ? 'value-conflict' : 'store-unavailable';
}

function isOfClaim(error: unknown): boolean {
  return error instanceof IdempotencyValidationError && error.existingRecord?.getStatus() === 'INPROGRESS';
}
