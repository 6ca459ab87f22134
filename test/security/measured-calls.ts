import { ACCOUNT } from '../../local/account.ts';
import type { HttpRequest } from '../../local/http/loopback-server.ts';
import { signedService } from '../../local/http/signed-service.ts';
import type { Call } from './permission.ts';

/**
 * What Lambda asks of a queue in the name of the function that it is mapped to (Lambda Developer Guide, "Creating and
 * configuring an Amazon SQS event source mapping": permissions).
 */
export function queueCalls(queueId: string): readonly Call[] {
  return ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) =>
    ofQueue(queueId, action),
  );
}

/**
 * What Lambda asks of a queue in the name of the function whose events it gives up (Lambda Developer Guide, "Capturing
 * records of Lambda asynchronous invocations": permissions).
 */
export function lostCalls(queueId: string): readonly Call[] {
  return [ofQueue(queueId, 'sqs:SendMessage')];
}

function ofQueue(queueId: string, action: string): Call {
  return { action, resources: [arnOf(queueId)], context: VIA_SQS };
}

/** What a request asks of IAM that is signed for one of the services of outcomes; `undefined` for another. */
export function measuredCall(request: HttpRequest): Call | undefined {
  const { headers, path, body } = request;
  const operation = headers['x-amz-target']?.split('.').at(-1) ?? '';
  switch (signedService(request)) {
    case 'dynamodb':
      return { action: `dynamodb:${operation}`, resources: [arnOf(JSON.parse(String(body)).TableName)] };
    case 'sqs': {
      const queueId =
        String(JSON.parse(String(body)).QueueUrl)
          .split('/')
          .at(-1) ?? '';
      return { action: `sqs:${operation}`, resources: [arnOf(queueId)], context: VIA_SQS };
    }
    case 'sns': {
      const form = new URLSearchParams(String(body));
      return { action: `sns:${form.get('Action')}`, resources: [form.get('TopicArn') ?? ''] };
    }
    case 's3':
      return { action: 's3:PutObject', resources: [`arn:aws:s3:::${decodeURIComponent(path.slice(1))}`] };
    default:
      return undefined;
  }
}

const VIA_SQS = { 'kms:ViaService': `sqs.${ACCOUNT.region}.amazonaws.com` };

/** As a reference to the ARN is resolved where nothing gives it one. */
function arnOf(logicalId: string): string {
  return `${logicalId}.Arn`;
}
