import { readFileSync } from 'node:fs';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../clock.ts';
import { SAFE_DEFAULT } from '../contract.ts';
import { BedrockModelInvoker } from '../inference/bedrock-model-invoker.ts';
import { createCountOnce } from '../outcomes/count-once.ts';
import { createOutcomesHandler } from '../outcomes/create-outcomes-handler.ts';
import { liveTokenKeys } from '../outcomes/secret-key-reader.ts';
import { writeLine } from '../write-line.ts';
import { TableBudget } from './budget.ts';
import { createEvaluator } from './create-evaluator.ts';
import { evaluatorSettings } from './evaluator-settings.ts';
import { rubricSource } from './rubric-source.ts';
import { createRubricStore } from './rubric-store.ts';

/** Of one call of DynamoDB. */
const TIMEOUT_MS = 3000;

const { secret, table, ...settings } = evaluatorSettings(process.env);
const common = { clock: systemClock, emit: writeLine };
const client = new DynamoDBClient({
  requestHandler: { requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true },
});
const safeDefault = readFileSync(new URL(SAFE_DEFAULT.rubrics, import.meta.url), 'utf8');

/** The evaluator. Its environment variables are those of `ENV` that `evaluatorSettings` and `rubricSource` read. */
export const handler = createEvaluator({
  ...common,
  settings,
  rubrics: createRubricStore({ ...rubricSource(process.env, safeDefault), clock: systemClock, safeDefault }),
  // One attempt: the queue is the retry, and a throttled judge is left alone meanwhile.
  model: new BedrockModelInvoker(new BedrockRuntimeClient({ maxAttempts: 1 })),
  budget: new TableBudget({ client, table, perHour: settings.evaluation.budgetPerHour }),
  door: createOutcomesHandler({
    ...common,
    settings,
    keys: liveTokenKeys(secret),
    counting: createCountOnce({ client, table }),
  }),
});
