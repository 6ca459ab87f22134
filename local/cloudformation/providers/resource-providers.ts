import type { CloudWatch } from '../../cloudwatch/cloudwatch.ts';
import type { DynamoDb } from '../../dynamodb/dynamodb.ts';
import type { Events } from '../../events/events.ts';
import type { EventSourceMappings } from '../../lambda/event-source-mappings.ts';
import type { SecretsManager } from '../../secretsmanager/secrets-manager.ts';
import type { Topics } from '../../sns/topics.ts';
import type { Sqs } from '../../sqs/sqs.ts';
import type { ResourceProviders } from '../resource-provider.ts';
import { type AppConfigServices, appConfigProviders } from './appconfig-providers.ts';
import { cloudWatchProviders } from './cloudwatch-providers.ts';
import { inTheirTime } from './creation-time.ts';
import { type LambdaServices, lambdaProviders } from './lambda-providers.ts';
import { namedProviders } from './named-providers.ts';
import { notificationProviders } from './notification-providers.ts';
import { queueProviders } from './queue-providers.ts';
import { secretProviders } from './secret-providers.ts';
import { tableProviders } from './table-providers.ts';

/** The services that a template of this package is deployed to. */
export interface DeployableServices extends AppConfigServices, LambdaServices {
  readonly cloudWatch: CloudWatch;
  readonly events: Events;
  readonly topics: Topics;
  readonly secretsManager: SecretsManager;
  readonly dynamoDb: DynamoDb;
  readonly sqs: Sqs;
  readonly mappings: EventSourceMappings;
}

/** Providers of every type that the app of this package uses; a template with any other is refused by its name. */
export function resourceProviders(services: DeployableServices): ResourceProviders {
  const providers = {
    ...appConfigProviders(services),
    ...cloudWatchProviders(services.cloudWatch),
    ...lambdaProviders(services),
    ...notificationProviders(services.events, services.topics),
    ...secretProviders(services.secretsManager),
    ...tableProviders(services.dynamoDb),
    ...queueProviders(services.sqs, services.mappings),
    ...namedProviders(),
  };
  return inTheirTime(providers, services.pass);
}
