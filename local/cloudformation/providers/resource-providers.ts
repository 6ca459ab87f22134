import type { CloudWatch } from '../../cloudwatch/cloudwatch.ts';
import type { Events } from '../../events/events.ts';
import type { Topics } from '../../sns/topics.ts';
import type { ResourceProviders } from '../resource-provider.ts';
import { type AppConfigServices, appConfigProviders } from './appconfig-providers.ts';
import { cloudWatchProviders } from './cloudwatch-providers.ts';
import { inTheirTime } from './creation-time.ts';
import { type LambdaServices, lambdaProviders } from './lambda-providers.ts';
import { namedProviders } from './named-providers.ts';
import { notificationProviders } from './notification-providers.ts';

/** The services that a template of this package is deployed to. */
export interface DeployableServices extends AppConfigServices, LambdaServices {
  readonly cloudWatch: CloudWatch;
  readonly events: Events;
  readonly topics: Topics;
}

/** Providers of every type that the app of this package uses; a template with any other is refused by its name. */
export function resourceProviders(services: DeployableServices): ResourceProviders {
  const providers = {
    ...appConfigProviders(services),
    ...cloudWatchProviders(services.cloudWatch),
    ...lambdaProviders(services),
    ...notificationProviders(services.events, services.topics),
    ...namedProviders(),
  };
  return inTheirTime(providers, services.pass);
}
