import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedBy, TableBudget } from '../../../lambda/evaluation/budget.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { DynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { dynamoDbHandler } from '../../../local/dynamodb/http.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { makeTable, TABLE } from '../outcomes/builders.ts';

const HOUR_MS = 3_600_000;
const HOUR = Date.UTC(2031, 0, 15, 10);
const END = HOUR + HOUR_MS - 1;

/** Two execution environments with the budget of one stage. */
async function twoEnvironments(perHour: number) {
  const engine = new DynamoDb({ clock: new VirtualClock(HOUR) });
  const { client } = await connect(DynamoDBClient, dynamoDbHandler(engine));
  await makeTable(client);
  const options = { client, table: TABLE, perHour };
  return [new TableBudget(options), new TableBudget(options)] as const;
}

const granted = (answers: readonly boolean[]) => answers.filter(Boolean).length;

describe('the budget of an hour', () => {
  it('is one for all execution environments, and is kept however many ask at once', async () => {
    const [one, other] = await twoEnvironments(20);
    const asked = Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? one : other).take(END));
    expect(granted(await Promise.all(asked))).toBe(20);
  });

  it('is spread over the hour', async () => {
    const [budget] = await twoEnvironments(60);
    const takenBy = async (minute: number) => {
      let count = 0;
      while (await budget.take(HOUR + minute * 60_000)) count += 1;
      return count;
    };
    expect([await takenBy(0), await takenBy(1), await takenBy(30), await takenBy(59)]).toEqual([
      1, 1, 29, 29,
    ]);
  });

  it('begins anew with the next hour', async () => {
    const [budget] = await twoEnvironments(1);
    expect([await budget.take(END), await budget.take(END), await budget.take(END + 1)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('takes back what was not used', async () => {
    const [budget] = await twoEnvironments(1);
    await budget.take(END);
    await budget.giveBack(END);
    expect([await budget.take(END), await budget.take(END)]).toEqual([true, false]);
  });

  it('is nobody’s while the table cannot be asked', async () => {
    const { client } = await connect(DynamoDBClient, () => ({ status: 500, body: '{}' }));
    const budget = new TableBudget({ client, table: TABLE, perHour: 5 });
    await expect(budget.take(END)).rejects.toThrow();
    await expect(budget.giveBack(END)).resolves.toBeUndefined();
  });

  it('never shrinks within the hour, and is whole at its end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.nat(HOUR_MS - 1),
        fc.nat(HOUR_MS - 1),
        (perHour, one, other) => {
          const [earlier, later] = [Math.min(one, other), Math.max(one, other)].map((ms) =>
            allowedBy(HOUR + ms, perHour),
          ) as [number, number];
          expect(earlier >= 1 && earlier <= later && later <= perHour).toBe(true);
          expect(allowedBy(END, perHour)).toBe(perHour);
        },
      ),
    );
  });
});
