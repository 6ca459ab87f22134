/** Takes events for the account's default event bus. */
export interface EventSink {
  put(event: ServiceEvent): void;
}

/** What a service says of an event; the bus adds account, Region, time and an id. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Forgets every event. */
export const noEvents: EventSink = { put: () => {} };
