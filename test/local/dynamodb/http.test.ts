import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemInput,
  QueryCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { DynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { dynamoDbHandler } from '../../../local/dynamodb/http.ts';
import { TTL_DELAY_MS } from '../../../local/dynamodb/table.ts';
import { connect } from '../../helpers/loopback-client.ts';

const START = Date.UTC(2031, 0, 15, 10);
const TableName = 'outcomes';
const ABSENT = { ConditionExpression: 'attribute_not_exists(id)' };

/** A client of an engine with one table, BEHAVIOUR T1 to T7. */
async function aTable() {
  const clock = new VirtualClock(START);
  const engine = new DynamoDb({ clock });
  const { client } = await connect(DynamoDBClient, dynamoDbHandler(engine));
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const put = (id: string, more: Partial<PutItemInput> = {}, attributes: PutItemInput['Item'] = {}) =>
    client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, ...attributes }, ...more }));
  const get = async (id: string) =>
    (await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item;
  return { clock, engine, client, put, get };
}

describe('DynamoDB over HTTP', () => {
  it('gives an item as it was put last, and nothing for a key that nothing was put under', async () => {
    const { put, get } = await aTable();
    await put('a', {}, { status: { S: 'first' }, count: { N: '1' } });
    await put('a', {}, { status: { S: 'second' } });
    expect(await get('a')).toEqual({ id: { S: 'a' }, status: { S: 'second' } });
    expect(await get('constructor')).toBeUndefined();
  });

  it('puts an item once under a condition that there is none, and gives who comes later the one that is there', async () => {
    const { put, get } = await aTable();
    await put('a', ABSENT, { status: { S: 'first' } });
    const again = put('a', { ...ABSENT, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    const failure: unknown = await again.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
    expect(failure).toMatchObject({ Item: { id: { S: 'a' }, status: { S: 'first' } } });
    const quiet = await put('a', ABSENT).catch((error: unknown) => error);
    expect(quiet).toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
    expect(await get('a')).toMatchObject({ status: { S: 'first' } });
  });

  it('sets attributes of an item and makes the item where there is none', async () => {
    const { client, put, get } = await aTable();
    await put('a', {}, { status: { S: 'first' }, kept: { BOOL: true } });
    for (const id of ['a', 'b']) {
      const UpdateExpression = 'SET #status = :status, seen = :seen';
      const ExpressionAttributeValues = { ':status': { S: 'done' }, ':seen': { N: '2' } };
      const names = { ExpressionAttributeNames: { '#status': 'status' }, ExpressionAttributeValues };
      await client.send(
        new UpdateItemCommand({ TableName, Key: { id: { S: id } }, UpdateExpression, ...names }),
      );
    }
    expect(await get('a')).toEqual({
      ...{ id: { S: 'a' }, status: { S: 'done' }, seen: { N: '2' }, kept: { BOOL: true } },
    });
    expect(await get('b')).toEqual({ id: { S: 'b' }, status: { S: 'done' }, seen: { N: '2' } });
  });

  it('gives what a write replaced or deleted to who asks', async () => {
    const { client, put, get } = await aTable();
    await put('a', {}, { status: { S: 'first' } });
    const { Attributes } = await put('a', { ReturnValues: 'ALL_OLD' });
    expect(Attributes).toMatchObject({ status: { S: 'first' } });
    const key = { TableName, Key: { id: { S: 'a' } } };
    const deleted = await client.send(new DeleteItemCommand({ ...key, ReturnValues: 'ALL_OLD' }));
    expect(deleted.Attributes).toEqual({ id: { S: 'a' } });
    expect(await get('a')).toBeUndefined();
    expect((await client.send(new DeleteItemCommand(key))).Attributes).toBeUndefined();
  });

  it('gives an item whose time is over like any other until it goes, days later', async () => {
    const { clock, client, put, get } = await aTable();
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiration' };
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    await put('a', {}, { expiration: { N: String(START / 1000 + 60) } });
    clock.advance(60_000 + TTL_DELAY_MS - 1);
    expect(await get('a')).toBeDefined();
    clock.advance(1);
    expect(await get('a')).toBeUndefined();
    await put('a', ABSENT);
  });

  it('counts a request unit for each kilobyte of a write, and as many for one that its condition forbids', async () => {
    const { engine, put, get } = await aTable();
    await put('a', {}, { text: { S: 'x'.repeat(1500) } });
    await put('a', ABSENT).catch(() => {});
    await get('a');
    expect(engine.consumed).toEqual({ writeUnits: 4, readUnits: 0.5 });
  });

  it('describes a table and forgets it with its items', async () => {
    const { client, put, get } = await aTable();
    await put('a');
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({ TableName, TableStatus: 'ACTIVE', ItemCount: 1 });
    expect(Table?.TableArn).toMatch(/:table\/outcomes$/);
    await client.send(new DeleteTableCommand({ TableName }));
    await expect(get('a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('names an operation that is not modelled', async () => {
    const { client } = await aTable();
    await expect(client.send(new QueryCommand({ TableName }))).rejects.toThrow('Query');
  });
});
