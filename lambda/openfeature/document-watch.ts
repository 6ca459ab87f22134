import { type OpenFeatureEventEmitter, ProviderEvents } from '@openfeature/server-sdk';
import { flagChanges } from '../../core/difference/flag-changes.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Freshness, Snapshot } from '../flags/configuration-store.ts';
import type { StoredDocument } from '../flags/flag-store.ts';

/** Versions remembered as seen: two are served side by side during a deployment, and a rollback brings back an old one. */
const MAX_VERSIONS = 8;

/**
 * Tells listeners what becomes of the documents that are served: stale, error (the bundled default), ready again, and a
 * changed configuration with its flags when a version is seen for the first time. The very first one changes nothing.
 */
export class DocumentWatch {
  readonly #events: OpenFeatureEventEmitter;
  readonly #versions: string[] = [];
  #newest: FlagDocument | undefined;
  #freshness: Freshness = 'fresh';
  #last: Snapshot<StoredDocument> | undefined;

  constructor(events: OpenFeatureEventEmitter) {
    this.#events = events;
  }

  /** Takes a look at what an evaluation is served from. */
  look(snapshot: Snapshot<StoredDocument>): void {
    if (snapshot === this.#last) return;
    this.#last = snapshot;
    if (snapshot.freshness !== this.#freshness) {
      this.#freshness = snapshot.freshness;
      this.#tell(snapshot);
    }
    if (!this.#versions.includes(snapshot.version)) this.#meet(snapshot);
  }

  #tell({ freshness, version, problem }: Snapshot<StoredDocument>): void {
    switch (freshness) {
      case 'fresh':
        this.#events.emit(ProviderEvents.Ready, { message: `version ${version} is what the source serves` });
        break;
      case 'stale':
        this.#events.emit(ProviderEvents.Stale, {
          message: `version ${version} is the last good one: ${problem}`,
        });
        break;
      case 'default':
        this.#events.emit(ProviderEvents.Error, {
          message: `the bundled safe default is served: ${problem}`,
        });
        break;
    }
  }

  #meet({ version, value: { document } }: Snapshot<StoredDocument>): void {
    this.#versions.push(version);
    if (this.#versions.length > MAX_VERSIONS) this.#versions.shift();
    const before = this.#newest;
    this.#newest = document;
    if (before === undefined) return;
    const flagsChanged = flagChanges(before, document).map(({ flag }) => flag);
    this.#events.emit(ProviderEvents.ConfigurationChanged, {
      flagsChanged,
      message: `version ${version} is new`,
    });
  }
}
