import { randomUUID } from 'node:crypto';
import { isRecord } from '../../core/record.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Events } from './events.ts';

/** An event as clients send it. */
export interface PutEventsEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  /** JSON of an object. */
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  /** Name or ARN; only the default bus is here. */
  readonly EventBusName?: string;
}

/** Input of `PutEvents`. */
export interface PutEventsInput {
  readonly Entries?: readonly PutEventsEntry[];
}

interface PutEventsResult {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

/** Most entries of a call. */
const MAX_ENTRIES = 10;

/** Puts what is an event on the bus, and says of each other entry why it is none. Throws `ValidationException`. */
export function putEvents(events: Events, entries: readonly PutEventsEntry[]) {
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    const message = `got ${entries.length} entries, allowed are 1 to ${MAX_ENTRIES}`;
    throw new ServiceError('ValidationException', 400, message);
  }
  const Entries = entries.map((entry) => put(events, entry));
  return { FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries };
}

function put(events: Events, entry: PutEventsEntry): PutEventsResult {
  const { Source: source = '', DetailType: detailType = '', Resources: resources = [] } = entry;
  const detail = detailOf(entry);
  if (source === '' || detailType === '' || detail === undefined) {
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'got an entry without Source, DetailType, or a Detail that is JSON of an object',
    };
  }
  if (entry.EventBusName !== undefined && !/(^|\/)default$/.test(entry.EventBusName)) {
    const message = `got EventBusName ${entry.EventBusName}, but there is only the default bus`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage: message };
  }
  events.put({ source, detailType, resources: [...resources], detail });
  return { EventId: randomUUID() };
}

function detailOf({ Detail = '' }: PutEventsEntry): Readonly<Record<string, unknown>> | undefined {
  try {
    const detail: unknown = JSON.parse(Detail);
    return isRecord(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}
