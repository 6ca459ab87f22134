import { awsJsonHandler } from '../http/aws-json.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import type { DynamoDb } from './dynamodb.ts';

/** DynamoDB over HTTP: awsJson 1.0. */
export function dynamoDbHandler(dynamoDb: DynamoDb): HttpHandler {
  return awsJsonHandler(dynamoDb, {
    ...{ name: 'DynamoDB', targetPrefix: 'DynamoDB_20120810.', version: '1.0' },
    operations: {
      CreateTable: (engine, input) => engine.createTable(input),
      DescribeTable: (engine, input) => engine.describeTable(input),
      DeleteTable: (engine, input) => engine.deleteTable(input),
      UpdateTimeToLive: (engine, input) => engine.updateTimeToLive(input),
      PutItem: (engine, input) => engine.putItem(input),
      UpdateItem: (engine, input) => engine.updateItem(input),
      GetItem: (engine, input) => engine.getItem(input),
      DeleteItem: (engine, input) => engine.deleteItem(input),
    },
  });
}
