import { awsJsonHandler } from '../http/aws-json.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import type { Events } from './events.ts';
import { type PutEventsInput, putEvents } from './put-events.ts';

/** EventBridge over HTTP: `PutEvents` on the default bus (awsJson 1.1). */
export function eventsHandler(events: Events): HttpHandler {
  return awsJsonHandler(events, {
    ...{ name: 'EventBridge', targetPrefix: 'AWSEvents.', version: '1.1' },
    operations: { PutEvents: (bus, { Entries = [] }: PutEventsInput) => putEvents(bus, Entries) },
  });
}
