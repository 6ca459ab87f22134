import type { EventSourceMappingProps, EventSourceMappings } from '../../lambda/event-source-mappings.ts';
import type { Sqs } from '../../sqs/sqs.ts';
import type { Properties, ResourceProviders } from '../resource-provider.ts';

/** Queues, and the mappings that hand their messages to functions. Who may send is not enforced here. */
export function queueProviders(sqs: Sqs, mappings: EventSourceMappings): ResourceProviders {
  return {
    'AWS::SQS::Queue': {
      create: async ({ properties, generatedName }) => {
        const name = String(properties.QueueName ?? generatedName);
        return queueModel(sqs, name, sqs.put(name, properties));
      },
      update: async ({ QueueName, QueueUrl }, { properties }) => {
        sqs.change(String(QueueName), properties);
        return queueModel(sqs, String(QueueName), String(QueueUrl));
      },
      delete: async ({ QueueUrl }) => void sqs.deleteQueue({ QueueUrl: String(QueueUrl) }),
    },
    'AWS::Lambda::EventSourceMapping': {
      create: async ({ properties }) => ({ Id: mappings.create(mappingOf(properties)) }),
      update: async ({ Id }, { properties }) => {
        mappings.update(String(Id), mappingOf(properties));
        return { Id };
      },
      delete: async ({ Id }) => mappings.delete(String(Id)),
    },
  };
}

function queueModel(sqs: Sqs, QueueName: string, QueueUrl: string) {
  return { QueueUrl, QueueName, Arn: sqs.queue(QueueName).arn };
}

/** The cast: CloudFormation's properties of a mapping are its members, and the template's check has seen their names. */
function mappingOf(properties: Properties): EventSourceMappingProps {
  return properties as unknown as EventSourceMappingProps;
}
