/** A flag or segment in the form that LaunchDarkly sends to server-side SDKs; the engine looks at nothing but its key. */
export interface LaunchDarklyItem {
  readonly key: string;
  readonly [member: string]: unknown;
}

/** An item with the version that the engine gave it. */
export interface VersionedItem extends LaunchDarklyItem {
  readonly version: number;
}

export type ItemKind = 'flags' | 'segments';

/** Everything of an environment, by kind and key. */
export type EnvironmentData = Readonly<Record<ItemKind, Readonly<Record<string, VersionedItem>>>>;

/** One server-sent event of the stream. */
export type StreamMessage =
  | { readonly event: 'put'; readonly data: { readonly path: '/'; readonly data: EnvironmentData } }
  | { readonly event: 'patch'; readonly data: { readonly path: string; readonly data: VersionedItem } }
  | { readonly event: 'delete'; readonly data: { readonly path: string; readonly version: number } };

/** An analytics event as an SDK sent it. */
export interface AnalyticsEvent {
  readonly kind: string;
  readonly [member: string]: unknown;
}

/**
 * One LaunchDarkly environment as a plain object: its flags and segments, who follows them, and the events it was sent.
 * `local/BEHAVIOUR.md` is its specification.
 */
export class LaunchDarkly {
  /** The only key that is accepted; may be replaced while SDKs are connected, as by a rotation. */
  sdkKey: string;
  readonly #items = {
    flags: new Map<string, VersionedItem>(),
    segments: new Map<string, VersionedItem>(),
  };
  readonly #followers = new Set<(message: StreamMessage) => void>();
  readonly #payloads = new Set<string>();
  readonly #events: AnalyticsEvent[] = [];
  readonly #diagnostics: unknown[] = [];
  #version = 0;

  constructor(sdkKey: string) {
    this.sdkKey = sdkKey;
  }

  /** Number of changes so far; also the version of the item that was changed last. */
  get version(): number {
    return this.#version;
  }

  /** Analytics events, oldest first. */
  get events(): readonly AnalyticsEvent[] {
    return this.#events;
  }

  /** Diagnostic events, oldest first. */
  get diagnostics(): readonly unknown[] {
    return this.#diagnostics;
  }

  /** Makes an item, or replaces the one of its key. */
  set(kind: ItemKind, item: LaunchDarklyItem): void {
    this.#version += 1;
    const versioned = { ...item, version: this.#version };
    this.#items[kind].set(item.key, versioned);
    this.#tell({ event: 'patch', data: { path: `/${kind}/${item.key}`, data: versioned } });
  }

  /** An item that there is not is removed, too: followers are told its version. */
  remove(kind: ItemKind, key: string): void {
    this.#version += 1;
    this.#items[kind].delete(key);
    this.#tell({ event: 'delete', data: { path: `/${kind}/${key}`, version: this.#version } });
  }

  data(): EnvironmentData {
    return {
      flags: Object.fromEntries(this.#items.flags),
      segments: Object.fromEntries(this.#items.segments),
    };
  }

  /** Tells everything at once, and then each change until the returned function is called. */
  follow(told: (message: StreamMessage) => void): () => void {
    told({ event: 'put', data: { path: '/', data: this.data() } });
    this.#followers.add(told);
    return () => void this.#followers.delete(told);
  }

  /** Takes a batch of events; a batch of the same payload id is one that was sent again, and is dropped. */
  receive(payloadId: string, batch: readonly AnalyticsEvent[]): void {
    if (this.#payloads.has(payloadId)) return;
    this.#payloads.add(payloadId);
    this.#events.push(...batch);
  }

  receiveDiagnostic(event: unknown): void {
    this.#diagnostics.push(event);
  }

  #tell(message: StreamMessage): void {
    for (const told of this.#followers) told(message);
  }
}
