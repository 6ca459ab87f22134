import { type OpenFeatureEventEmitter, ProviderEvents } from '@openfeature/server-sdk';
import { flagChanges } from '../../core/difference/flag-changes.ts';
import type { Freshness, Snapshot } from '../flags/configuration-store.ts';
import type { StoredDocument } from '../flags/flag-store.ts';
import { FRESHNESS_EVENT } from './freshness-event.ts';

/** Two versions are served side by side during a deployment: each is told of at most this often. */
const TELL_EVERY_MS = 60_000;

/** Versions remembered as told. */
const MAX_VERSIONS = 8;

/**
 * Tells listeners what becomes of the documents that are served: stale, error (the bundled default), ready again, and a
 * changed configuration with its flags when another version is served than the one told of last. The very first one
 * changes nothing.
 */
export class DocumentWatch {
  readonly #events: OpenFeatureEventEmitter;
  /** When each version was told of, epoch milliseconds. */
  readonly #toldMs = new Map<string, number>();
  #told: Snapshot<StoredDocument> | undefined;
  #freshness: Freshness = 'fresh';

  constructor(events: OpenFeatureEventEmitter) {
    this.#events = events;
  }

  /** Takes a look at what an evaluation is served from. */
  look(snapshot: Snapshot<StoredDocument>, nowMs: number): void {
    if (snapshot.freshness !== this.#freshness) {
      this.#freshness = snapshot.freshness;
      this.#events.emit(FRESHNESS_EVENT[snapshot.freshness], { message: messageOf(snapshot) });
    }
    if (snapshot.version !== this.#told?.version) this.#meet(snapshot, nowMs);
  }

  #meet(snapshot: Snapshot<StoredDocument>, nowMs: number): void {
    const { version, value } = snapshot;
    // Either way: a clock that was set back must not keep a version from being told of.
    if (Math.abs(nowMs - (this.#toldMs.get(version) ?? Number.NEGATIVE_INFINITY)) < TELL_EVERY_MS) return;
    const before = this.#told;
    this.#told = snapshot;
    this.#toldMs.delete(version);
    this.#toldMs.set(version, nowMs);
    if (this.#toldMs.size > MAX_VERSIONS) {
      const [oldest = version] = this.#toldMs.keys();
      this.#toldMs.delete(oldest);
    }
    if (before === undefined) return;
    const flagsChanged = flagChanges(before.value.document, value.document).map(({ flag }) => flag);
    this.#events.emit(ProviderEvents.ConfigurationChanged, {
      flagsChanged,
      message: `version ${version} is served`,
    });
  }
}

function messageOf({ freshness, version, problem }: Snapshot<StoredDocument>): string {
  switch (freshness) {
    case 'fresh':
      return `version ${version} is what the source serves`;
    case 'stale':
      return `version ${version} is the last good one: ${problem}`;
    case 'default':
      return `the bundled safe default is served: ${problem}`;
  }
}
