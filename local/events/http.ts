import { type HttpHandler, serviceErrorResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Events } from './events.ts';
import type { PutEventsEntry } from './put-events.ts';
import { putEvents } from './put-events.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** EventBridge over HTTP: `PutEvents` on the default bus (awsJson 1.1). Any other operation is a 501 that names it. */
export function eventsHandler(events: Events): HttpHandler {
  return ({ headers, body }) => {
    try {
      const name = (headers['x-amz-target'] ?? '').replace('AWSEvents.', '');
      if (name !== 'PutEvents') throw unknownOperation(name);
      const { Entries = [] } = JSON.parse(body.toString('utf8')) as { Entries?: readonly PutEventsEntry[] };
      const output = putEvents(events, Entries);
      return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(output) };
    } catch (error) {
      if (error instanceof ServiceError) return serviceErrorResponse(error);
      throw error;
    }
  };
}

function unknownOperation(name: string): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    501,
    `got ${JSON.stringify(name)}, which is not modelled of EventBridge; use PutEvents`,
  );
}
