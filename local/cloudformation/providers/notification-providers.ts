import { ACCOUNT } from '../../account.ts';
import type { Events } from '../../events/events.ts';
import type { RuleProperties } from '../../events/rule.ts';
import type { Topics } from '../../sns/topics.ts';
import type { ResourceProviders } from '../resource-provider.ts';

/** Rules of the default bus and topics. Subscriptions are only noted: nothing is delivered out of the endpoint. */
export function notificationProviders(events: Events, topics: Topics): ResourceProviders {
  return {
    'AWS::Events::Rule': {
      create: async ({ properties, generatedName }) => {
        const name = String(properties.Name ?? generatedName);
        const Arn = events.putRule(name, properties as RuleProperties);
        return { Name: name, EventBusName: 'default', RuleName: name, Arn };
      },
      update: async ({ Name, EventBusName, RuleName }, { properties }) => {
        const Arn = events.putRule(String(Name), properties as RuleProperties);
        return { Name, EventBusName, RuleName, Arn };
      },
      delete: async ({ Name }) => events.deleteRule(String(Name)),
    },
    'AWS::SNS::Topic': {
      create: async ({ properties, generatedName }) => {
        const TopicName = String(properties.TopicName ?? generatedName);
        return { TopicArn: topics.createTopic({ Name: TopicName }), TopicName };
      },
      update: async ({ TopicArn, TopicName }) => ({ TopicArn, TopicName }),
      delete: async ({ TopicArn }) => topics.deleteTopic({ TopicArn: String(TopicArn) }),
    },
    'AWS::SNS::Subscription': {
      create: async ({ properties, generatedName }) => ({
        Arn: `${properties.TopicArn ?? `arn:aws:sns:${ACCOUNT.region}:${ACCOUNT.id}`}:${generatedName}`,
      }),
      update: async ({ Arn }) => ({ Arn }),
      delete: async () => {},
    },
  };
}
