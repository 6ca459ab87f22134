import { awsJsonHandler } from '../http/aws-json.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import type { Sqs } from './sqs.ts';

/** SQS over HTTP: awsJson 1.0. */
export function sqsHandler(sqs: Sqs): HttpHandler {
  return awsJsonHandler(sqs, {
    ...{ name: 'SQS', targetPrefix: 'AmazonSQS.', version: '1.0' },
    operations: {
      ChangeMessageVisibility: (engine, input) => engine.changeMessageVisibility(input),
      CreateQueue: (engine, input) => engine.createQueue(input),
      DeleteMessage: (engine, input) => engine.deleteMessage(input),
      DeleteMessageBatch: (engine, input) => engine.deleteMessageBatch(input),
      DeleteQueue: (engine, input) => engine.deleteQueue(input),
      GetQueueAttributes: (engine, input) => engine.getQueueAttributes(input),
      GetQueueUrl: (engine, input) => engine.getQueueUrl(input),
      ReceiveMessage: (engine, input) => engine.receiveMessage(input),
      SendMessage: (engine, input) => engine.sendMessage(input),
      SendMessageBatch: (engine, input) => engine.sendMessageBatch(input),
    },
  });
}
