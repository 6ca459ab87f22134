import type { HttpHandler, HttpResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import { xmlDocument } from '../http/xml.ts';
import type { Topics } from './topics.ts';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** SNS over HTTP: awsQuery, a form in and XML out. Publish only; an operation that is not modelled is a 501 that names it. */
export function snsHandler(topics: Topics): HttpHandler {
  return ({ body }) => {
    const form = new URLSearchParams(body.toString('utf8'));
    const action = form.get('Action') ?? '';
    try {
      if (action !== 'Publish') throw unknown(action);
      topics.publish({ TopicArn: form.get('TopicArn') ?? '', Message: form.get('Message') ?? '' });
      return xmlResponse(200, xmlDocument('PublishResponse', { PublishResult: {} }, NAMESPACE));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const Type = error.status < 500 ? 'Sender' : 'Receiver';
      // In XML, SNS's errors go without the ending of their classes' names.
      const Code = error.name.replace(/Exception$/, '');
      const content = { Error: { Type, Code, Message: error.message } };
      return xmlResponse(error.status, xmlDocument('ErrorResponse', content, NAMESPACE));
    }
  };
}

function unknown(action: string): ServiceError {
  return new ServiceError(
    'InvalidAction',
    501,
    `got ${JSON.stringify(action)}, which is not modelled of SNS over HTTP; use Publish`,
  );
}

function xmlResponse(status: number, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
