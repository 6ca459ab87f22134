import { type HttpHandler, serviceErrorResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Sqs } from './sqs.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';
const TARGET_PREFIX = 'AmazonSQS.';

type Operation = (engine: Sqs, input: never) => object;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['ChangeMessageVisibility', (engine, input) => engine.changeMessageVisibility(input)],
  ['CreateQueue', (engine, input) => engine.createQueue(input)],
  ['DeleteMessage', (engine, input) => engine.deleteMessage(input)],
  ['DeleteMessageBatch', (engine, input) => engine.deleteMessageBatch(input)],
  ['DeleteQueue', (engine, input) => engine.deleteQueue(input)],
  ['GetQueueAttributes', (engine, input) => engine.getQueueAttributes(input)],
  ['GetQueueUrl', (engine, input) => engine.getQueueUrl(input)],
  ['ReceiveMessage', (engine, input) => engine.receiveMessage(input)],
  ['SendMessage', (engine, input) => engine.sendMessage(input)],
  ['SendMessageBatch', (engine, input) => engine.sendMessageBatch(input)],
]);

/** SQS over HTTP: awsJson 1.0. An operation that is not modelled is a 501 that names it. */
export function sqsHandler(engine: Sqs): HttpHandler {
  return ({ headers, body }) => {
    try {
      const name = (headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
      const output = operationOf(name)(engine, JSON.parse(body.toString('utf8')) as never);
      return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(output) };
    } catch (error) {
      if (error instanceof ServiceError) return serviceErrorResponse(error);
      throw error;
    }
  };
}

/** The client has checked the shape of what it sends. */
function operationOf(name: string): Operation {
  const operation = OPERATIONS.get(name);
  if (operation) return operation;
  throw new ServiceError(
    'UnknownOperationException',
    501,
    `got ${JSON.stringify(name)}, which is not modelled of SQS; use ${[...OPERATIONS.keys()].join(', ')}`,
  );
}
