import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { HOUR_MS, MINUTE_MS } from '../clock.ts';

/** How many answers a stage may have judged in an hour, all its execution environments together. */
export interface Budget {
  /** Takes one, and says whether there was one left. Rejects when nobody can tell. */
  take(nowMs: number): Promise<boolean>;
  /** Gives one back that was taken at that time and not used. Never rejects. */
  giveBack(takenAtMs: number): Promise<void>;
}

/**
 * How many of the budget may be used by a moment of its hour: as much as of the hour has passed, and a minute more. Spent at
 * the hour's begin, a budget would leave the rest of every hour unjudged.
 */
export function allowedBy(nowMs: number, perHour: number): number {
  const passedMs = nowMs - hourOf(nowMs);
  return Math.min(perHour, Math.ceil((perHour * (passedMs + MINUTE_MS)) / HOUR_MS));
}

function hourOf(nowMs: number): number {
  return Math.floor(nowMs / HOUR_MS) * HOUR_MS;
}

export interface TableBudgetOptions {
  readonly client: DynamoDBClient;
  /** Table of counted outcomes: partition key `id`, time to live `expiration`. */
  readonly table: string;
  readonly perHour: number;
}

/** One counter an hour, which the table raises only as far as is allowed: exact, whoever takes at the same time. */
export class TableBudget implements Budget {
  readonly #options: TableBudgetOptions;

  constructor(options: TableBudgetOptions) {
    this.#options = options;
  }

  async take(nowMs: number): Promise<boolean> {
    const most = { N: String(allowedBy(nowMs, this.#options.perHour)) };
    try {
      await this.#add(nowMs, 1, {
        ConditionExpression: 'attribute_not_exists(#taken) OR #taken < :most',
        values: { ':most': most },
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async giveBack(takenAtMs: number): Promise<void> {
    try {
      await this.#add(takenAtMs, -1);
    } catch {
      // One answer less is judged this hour.
    }
  }

  async #add(
    atMs: number,
    count: number,
    condition?: {
      readonly ConditionExpression: string;
      readonly values: Record<string, { readonly N: string }>;
    },
  ): Promise<void> {
    const { client, table } = this.#options;
    const { values, ...expression } = condition ?? {};
    const hourMs = hourOf(atMs);
    const command = new UpdateItemCommand({
      TableName: table,
      Key: { id: { S: `evaluation-budget#${new Date(hourMs).toISOString()}` } },
      UpdateExpression: 'SET #expiration = :expiration ADD #taken :count',
      ...expression,
      ExpressionAttributeNames: { '#taken': 'taken', '#expiration': 'expiration' },
      ExpressionAttributeValues: {
        ...values,
        ':count': { N: String(count) },
        ':expiration': { N: String((hourMs + KEPT_MS) / 1000) },
      },
    });
    await client.send(command);
  }
}

/** Answers may come back to an hour that is over. */
const KEPT_MS = 24 * HOUR_MS;
