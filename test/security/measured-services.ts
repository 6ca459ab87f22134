import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import type { Clock } from '../../local/clock.ts';
import { DynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { dynamoDbHandler } from '../../local/dynamodb/http.ts';
import type { HttpHandler } from '../../local/http/loopback-server.ts';
import { signedService } from '../../local/http/signed-service.ts';
import { Random } from '../../local/random.ts';
import { secretsManagerHandler } from '../../local/secretsmanager/http.ts';
import { SecretsManager } from '../../local/secretsmanager/secrets-manager.ts';
import { sqsHandler } from '../../local/sqs/http.ts';
import { Sqs } from '../../local/sqs/sqs.ts';
import { resourcesOf } from '../lib/helpers/template.ts';

const SNS_REPLY =
  '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

/**
 * What outcomes, their key and their judge are kept in: tables, secrets and queues of a template, each under its logical
 * id, as which a template's references are resolved. Topics and buckets take whatever comes.
 */
export class MeasuredServices {
  readonly sqs: Sqs;
  readonly secrets: SecretsManager;
  readonly #handlers: Readonly<Record<string, HttpHandler>>;

  constructor(template: CloudFormationTemplate, clock: Clock) {
    const dynamoDb = new DynamoDb({ clock });
    this.sqs = new Sqs({ clock, random: new Random(1), url: 'http://127.0.0.1:9' });
    this.secrets = new SecretsManager({ clock, random: new Random(1) });
    const idsOf = (type: string) => resourcesOf(template, type).keys();
    this.secrets.createSecret({ Name: 'prod/launchdarkly', SecretString: 'sdk-of-nobody' });
    for (const Name of idsOf('AWS::SecretsManager::Secret')) {
      this.secrets.createSecret({ Name, SecretString: 'k'.repeat(64) });
    }
    for (const name of idsOf('AWS::SQS::Queue')) this.sqs.put(name, {});
    for (const TableName of idsOf('AWS::DynamoDB::Table')) {
      const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
      const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];
      dynamoDb.createTable({ TableName, KeySchema, AttributeDefinitions });
    }
    this.#handlers = {
      dynamodb: dynamoDbHandler(dynamoDb),
      secretsmanager: secretsManagerHandler(this.secrets),
      sqs: sqsHandler(this.sqs),
      sns: () => ({ status: 200, headers: { 'content-type': 'text/xml' }, body: SNS_REPLY }),
      s3: () => ({ status: 200, headers: { etag: '"1"' } }),
    };
  }

  /** What serves requests that are signed for one of these services; `undefined` for others. */
  handlerOf(request: Parameters<HttpHandler>[0]): HttpHandler | undefined {
    return this.#handlers[signedService(request) ?? ''];
  }
}
