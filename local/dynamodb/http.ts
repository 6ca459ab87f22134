import type {
  CreateTableInput,
  DeleteItemInput,
  GetItemInput,
  PutItemInput,
  UpdateItemInput,
  UpdateTimeToLiveInput,
} from '@aws-sdk/client-dynamodb';
import { type HttpHandler, serviceErrorResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { DynamoDb } from './dynamodb.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';
const TARGET_PREFIX = 'DynamoDB_20120810.';

/** The client has checked the shape of what it sends. */
type Input = CreateTableInput &
  UpdateTimeToLiveInput &
  PutItemInput &
  UpdateItemInput &
  GetItemInput &
  DeleteItemInput;

type Operation = (engine: DynamoDb, input: Input) => object;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['CreateTable', (engine, input) => engine.createTable(input)],
  ['DescribeTable', (engine, input) => engine.describeTable(input)],
  ['DeleteTable', (engine, input) => engine.deleteTable(input)],
  ['UpdateTimeToLive', (engine, input) => engine.updateTimeToLive(input)],
  ['PutItem', (engine, input) => engine.putItem(input)],
  ['UpdateItem', (engine, input) => engine.updateItem(input)],
  ['GetItem', (engine, input) => engine.getItem(input)],
  ['DeleteItem', (engine, input) => engine.deleteItem(input)],
]);

/** DynamoDB over HTTP: awsJson 1.0. An operation that is not modelled is a 501 that names it. */
export function dynamoDbHandler(engine: DynamoDb): HttpHandler {
  return ({ headers, body }) => {
    try {
      const name = (headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
      const operation = OPERATIONS.get(name);
      if (operation === undefined) throw unknownOperation(name);
      const output = operation(engine, JSON.parse(body.toString('utf8')));
      return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(output) };
    } catch (error) {
      if (error instanceof ServiceError) return serviceErrorResponse(error);
      throw error;
    }
  };
}

function unknownOperation(name: string): ServiceError {
  const known = [...OPERATIONS.keys()].join(', ');
  const message = `got ${JSON.stringify(name)}, which is not modelled of DynamoDB; use ${known}`;
  return new ServiceError('UnknownOperationException', 501, message);
}
