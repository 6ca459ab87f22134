import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../clock.ts';
import { writeLine } from '../write-line.ts';
import { createCountOnce } from './count-once.ts';
import { createOutcomesHandler } from './create-outcomes-handler.ts';
import { outcomesSettings } from './outcomes-settings.ts';
import { liveTokenKeys } from './secret-key-reader.ts';

/** Of a batch, claims go out together; more connections than this gain nothing on one core. */
const MAX_SOCKETS = 64;
/** Of one call of DynamoDB, waiting for a connection and for the processor included. */
const TIMEOUT_MS = 3000;

const { secret, table, ...settings } = outcomesSettings(process.env);
const client = new DynamoDBClient({
  requestHandler: {
    httpsAgent: { maxSockets: MAX_SOCKETS },
    requestTimeout: TIMEOUT_MS,
    throwOnRequestTimeout: true,
  },
});

/** The outcomes function. Its environment variables are those of `ENV` that `outcomesSettings` reads. */
export const handler = createOutcomesHandler({
  settings,
  keys: liveTokenKeys(secret),
  counting: createCountOnce({ client, table }),
  clock: systemClock,
  emit: writeLine,
});
