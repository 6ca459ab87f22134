import type {
  CreateTableInput,
  CreateTableOutput,
  DeleteItemInput,
  DeleteItemOutput,
  DeleteTableInput,
  DeleteTableOutput,
  DescribeTableInput,
  DescribeTableOutput,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  PutItemOutput,
  TableDescription,
  UpdateItemInput,
  UpdateItemOutput,
  UpdateTimeToLiveInput,
  UpdateTimeToLiveOutput,
} from '@aws-sdk/client-dynamodb';
import { ACCOUNT } from '../account.ts';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';
import { type Item, sizeBytes } from './attribute-value.ts';
import { readCondition } from './condition.ts';
import { conditionFailed, noTable, validation } from './errors.ts';
import { Expression } from './expression.ts';
import { Table } from './table.ts';
import { readUpdate } from './update.ts';

/** Members of a write that its condition is made of. */
type Conditional = Pick<
  PutItemInput,
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
  | 'ReturnValuesOnConditionCheckFailure'
  | 'ReturnValues'
>;

/** An embedded model of DynamoDB: tables of items by primary key, conditional writes, and time to live. */
export class DynamoDb {
  readonly #clock: Clock;
  readonly #tables = new Map<string, Table>();
  /** Request units that on-demand tables would have been charged for so far: a write is one for each KB begun. */
  readonly consumed = { writeUnits: 0, readUnits: 0 };

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  /** Throws `ResourceInUseException`, and `ValidationException` for a schema without a partition key. */
  createTable({ TableName: name = '', KeySchema: schema = [] }: CreateTableInput): CreateTableOutput {
    if (this.#tables.has(name)) {
      throw new ServiceError('ResourceInUseException', 400, `there is a table ${name} already`);
    }
    const keys = ['HASH', 'RANGE'].flatMap((type) =>
      schema.filter(({ KeyType }) => KeyType === type).map(({ AttributeName = '' }) => AttributeName),
    );
    if (schema[0]?.KeyType !== 'HASH') throw validation('the key schema begins with no HASH key');
    this.#tables.set(name, new Table(keys, this.#clock));
    return { TableDescription: this.#description(name) };
  }

  describeTable({ TableName: name }: DescribeTableInput): DescribeTableOutput {
    return { Table: this.#description(name) };
  }

  deleteTable({ TableName: name }: DeleteTableInput): DeleteTableOutput {
    const description = this.#description(name);
    this.#tables.delete(name ?? '');
    return { TableDescription: { ...description, TableStatus: 'DELETING' } };
  }

  updateTimeToLive(input: UpdateTimeToLiveInput): UpdateTimeToLiveOutput {
    const { TimeToLiveSpecification: specification } = input;
    const { Enabled = false, AttributeName } = specification ?? {};
    this.#table(input.TableName).ttlAttribute = Enabled ? AttributeName : undefined;
    return { TimeToLiveSpecification: specification };
  }

  /** Throws `ConditionalCheckFailedException`, as the next two do. */
  putItem(input: PutItemInput): PutItemOutput {
    const table = this.#table(input.TableName);
    const { Item: item = {} } = input;
    const old = table.find(item);
    this.#check(input, old, new Expression(placeholders(input)));
    table.put(item);
    this.#write(item, old);
    return attributes(input, old);
  }

  updateItem(input: UpdateItemInput): UpdateItemOutput {
    const table = this.#table(input.TableName);
    const { Key: key = {}, UpdateExpression: text = '' } = input;
    table.requireKeyOnly(key);
    const old = table.find(key);
    const expression = new Expression(placeholders(input));
    const update = readUpdate(expression, text);
    this.#check(input, old, expression);
    const item = update(old ?? key);
    table.put(item);
    this.#write(item, old);
    return input.ReturnValues === 'ALL_NEW' ? { Attributes: item } : attributes(input, old);
  }

  deleteItem(input: DeleteItemInput): DeleteItemOutput {
    const table = this.#table(input.TableName);
    const { Key: key = {} } = input;
    table.requireKeyOnly(key);
    const old = table.find(key);
    this.#check(input, old, new Expression(placeholders(input)));
    table.delete(key);
    this.#write(old ?? key, old);
    return attributes(input, old);
  }

  getItem({
    TableName: name,
    Key: key = {},
    ConsistentRead: isConsistent = false,
  }: GetItemInput): GetItemOutput {
    const table = this.#table(name);
    table.requireKeyOnly(key);
    const item = table.find(key);
    const units = Math.max(1, Math.ceil(sizeBytes(item ?? {}) / 4096));
    this.consumed.readUnits += isConsistent ? units : units / 2;
    return item === undefined ? {} : { Item: item };
  }

  /** A write that its condition forbids is charged like one that happens. */
  #check(input: Conditional, old: Item | undefined, expression: Expression): void {
    const { ConditionExpression: text, ReturnValuesOnConditionCheckFailure: returned } = input;
    const holds = text === undefined ? () => true : readCondition(expression, text);
    expression.done();
    if (holds(old ?? {})) return;
    this.#write(old ?? {}, old);
    throw conditionFailed(returned === 'ALL_OLD' ? old : undefined);
  }

  #write(item: Item, old: Item | undefined): void {
    const bytes = Math.max(sizeBytes(item), sizeBytes(old ?? {}));
    this.consumed.writeUnits += Math.max(1, Math.ceil(bytes / 1024));
  }

  #table(name: string | undefined): Table {
    const table = this.#tables.get(name?.split('/').at(-1) ?? '');
    if (table === undefined) throw noTable(name);
    return table;
  }

  #description(name: string | undefined): TableDescription {
    const { keys, size } = this.#table(name);
    return {
      TableName: name,
      TableArn: `arn:aws:dynamodb:${ACCOUNT.region}:${ACCOUNT.id}:table/${name}`,
      TableStatus: 'ACTIVE',
      KeySchema: keys.map((key, at) => ({ AttributeName: key, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      ItemCount: size,
    };
  }
}

function placeholders(input: Conditional) {
  return { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues };
}

function attributes({ ReturnValues: wanted }: Conditional, old: Item | undefined): { Attributes?: Item } {
  return wanted === 'ALL_OLD' && old !== undefined ? { Attributes: old } : {};
}
