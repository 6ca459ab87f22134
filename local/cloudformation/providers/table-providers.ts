import type { CreateTableInput } from '@aws-sdk/client-dynamodb';
import { isRecord } from '../../../core/record.ts';
import type { DynamoDb } from '../../dynamodb/dynamodb.ts';
import type { Properties, ResourceProviders } from '../resource-provider.ts';

/** Tables on demand, with a time to live. Encryption and backups are not carried out. */
export function tableProviders(dynamoDb: DynamoDb): ResourceProviders {
  return {
    'AWS::DynamoDB::Table': {
      create: async ({ properties, generatedName }) => {
        const TableName = String(properties.TableName ?? generatedName);
        // The cast: CloudFormation's properties of a table are members of the operation's input, and a few more.
        const input = { ...properties, TableName } as unknown as CreateTableInput;
        const { TableDescription } = dynamoDb.createTable(input);
        setTimeToLive(dynamoDb, TableName, properties);
        return { TableName, Arn: TableDescription?.TableArn };
      },
      update: async ({ TableName, Arn }, { properties }) => {
        setTimeToLive(dynamoDb, String(TableName), properties);
        return { TableName, Arn };
      },
      delete: async ({ TableName }) => void dynamoDb.deleteTable({ TableName: String(TableName) }),
    },
  };
}

function setTimeToLive(
  dynamoDb: DynamoDb,
  TableName: string,
  { TimeToLiveSpecification: given }: Properties,
): void {
  if (!isRecord(given)) return;
  const { AttributeName, Enabled } = given;
  const TimeToLiveSpecification = { AttributeName: String(AttributeName), Enabled: Enabled === true };
  dynamoDb.updateTimeToLive({ TableName, TimeToLiveSpecification });
}
