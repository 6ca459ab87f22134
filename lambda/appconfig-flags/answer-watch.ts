import { type OpenFeatureEventEmitter, ProviderEvents } from '@openfeature/server-sdk';
import type { Freshness } from '../flags/configuration-store.ts';
import { FRESHNESS_EVENT } from '../openfeature/freshness-event.ts';
import type { ReadFlag } from './feature-flag-reader.ts';

/** Versions remembered as seen: two are served side by side during a deployment, and a rollback brings back an old one. */
const MAX_VERSIONS = 8;

/**
 * Tells listeners what becomes of the agent's answers: stale, error (there is none to serve), ready again, and a changed
 * configuration when a version is seen for the first time. Which flags changed is not told: nobody has both definitions.
 */
export class AnswerWatch {
  readonly #events: OpenFeatureEventEmitter;
  readonly #versions: string[] = [];
  #freshness: Freshness = 'fresh';

  constructor(events: OpenFeatureEventEmitter) {
    this.#events = events;
  }

  /** Takes a look at what an evaluation is served from. */
  look({ freshness, version, problem }: ReadFlag): void {
    if (freshness !== this.#freshness) {
      this.#freshness = freshness;
      this.#events.emit(FRESHNESS_EVENT[freshness], {
        message: problem ?? `version ${version} is what the agent serves`,
      });
    }
    if (version === undefined || this.#versions.includes(version)) return;
    this.#versions.push(version);
    if (this.#versions.length > MAX_VERSIONS) this.#versions.shift();
    if (this.#versions.length > 1) {
      this.#events.emit(ProviderEvents.ConfigurationChanged, { message: `version ${version} is new` });
    }
  }
}
