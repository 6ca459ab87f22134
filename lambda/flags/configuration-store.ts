import type { Issue } from '../../core/document/issue.ts';
import type { Result } from '../../core/result.ts';
import type { Clock } from '../clock.ts';
import { RolloutError, type RolloutErrorCode } from '../rollout-error.ts';
import type { FlagSource, SourcedDocument } from './flag-source.ts';

/**
 * `fresh`: what the source serves this unit now. `stale`: the last good document, because the source failed or served
 * a broken one. `default`: the bundled safe default, because there has been no good document yet.
 */
export type Freshness = 'fresh' | 'stale' | 'default';

/** What one read gives, and how far to trust it. */
export interface Snapshot<Value> {
  readonly value: Value;
  readonly version: string;
  /** Where the document came from: the source's name, or `bundled`. */
  readonly origin: string;
  readonly freshness: Freshness;
  /** Absent exactly when `fresh`. */
  readonly problem?: RolloutErrorCode;
}

/** Documents of one profile, parsed. */
export interface ConfigurationStore<Value> {
  /** The safe default that ships with the code. */
  readonly bundled: Value;
  /** Never rejects. Reads of one unit that overlap are one: they share a fetch, and the snapshot that comes of it. */
  read(unit: string): Promise<Snapshot<Value>>;
}

export interface ConfigurationStoreOptions<Value> {
  readonly source: FlagSource;
  /** Name of the source in {@link Snapshot.origin}. */
  readonly origin: string;
  readonly parse: (bytes: Uint8Array) => Result<Value, Issue>;
  readonly bundled: Value;
  readonly clock: Clock;
  /** How long a failed source is left alone, so that a hanging one costs one time-out a second; default 1000. */
  readonly retryAfterMs?: number;
}

/** Versions kept in parsed form: two are served side by side during a deployment, two more across the next one. */
const MAX_VERSIONS = 4;

const DEFAULT_RETRY_AFTER_MS = 1000;

interface Parsed<Value> {
  readonly bytes: Uint8Array;
  /** `undefined`: the document is broken. */
  readonly fresh: Snapshot<Value> | undefined;
}

/**
 * A store that parses a document once, refuses a broken one, and falls back to the last good one, then to the bundled
 * default. Any version the source serves is accepted, older ones too: after a rollback the older one is right.
 */
export function createConfigurationStore<Value>(
  options: ConfigurationStoreOptions<Value>,
): ConfigurationStore<Value> {
  return new CachingConfigurationStore(options);
}

class CachingConfigurationStore<Value> implements ConfigurationStore<Value> {
  readonly bundled: Value;
  readonly #options: ConfigurationStoreOptions<Value>;
  readonly #retryAfterMs: number;
  readonly #parsed = new Map<string, Parsed<Value>>();
  /** Reads under way, by unit. */
  readonly #flights = new Map<string, Promise<Snapshot<Value>>>();
  #lastGood: Snapshot<Value> | undefined;
  /** Fetches begun, and which of them brought the last good document. */
  #begun = 0;
  #lastGoodOf = 0;
  #pause: { readonly sinceMs: number; readonly problem: RolloutErrorCode } | undefined;

  constructor(options: ConfigurationStoreOptions<Value>) {
    this.bundled = options.bundled;
    this.#options = options;
    this.#retryAfterMs = options.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS;
  }

  read(unit: string): Promise<Snapshot<Value>> {
    const underWay = this.#flights.get(unit);
    if (underWay !== undefined) return underWay;
    const flight = this.#fetch(unit).finally(() => this.#flights.delete(unit));
    this.#flights.set(unit, flight);
    return flight;
  }

  async #fetch(unit: string): Promise<Snapshot<Value>> {
    const { source, clock } = this.#options;
    if (this.#pause !== undefined && this.#isRecent(this.#pause.sinceMs)) {
      return this.#fallback(this.#pause.problem);
    }
    this.#begun += 1;
    const fetch = this.#begun;
    try {
      const document = await source.fetch(unit);
      this.#pause = undefined;
      const fresh = this.#parse(document);
      if (fresh === undefined) return this.#fallback('document-refused');
      this.#keep(fresh, fetch);
      return document.problem === undefined
        ? fresh
        : { ...fresh, freshness: 'stale', problem: document.problem };
    } catch (error) {
      const problem = error instanceof RolloutError ? error.code : 'flag-source-failed';
      this.#pause = { sinceMs: clock.now(), problem };
      return this.#fallback(problem);
    }
  }

  /** A clock that was set back makes no pause longer. */
  #isRecent(sinceMs: number): boolean {
    const elapsedMs = this.#options.clock.now() - sinceMs;
    return elapsedMs >= 0 && elapsedMs < this.#retryAfterMs;
  }

  /** Answers overtake each other; after a rollback the older document must not outlive the newer answer. */
  #keep(fresh: Snapshot<Value>, fetch: number): void {
    if (fetch < this.#lastGoodOf) return;
    this.#lastGood = fresh;
    this.#lastGoodOf = fetch;
  }

  #parse(document: SourcedDocument): Snapshot<Value> | undefined {
    const known = this.#parsed.get(document.version);
    // An answer that was cut without the transport noticing must not stand for its version ever after.
    if (known !== undefined && sameBytes(known.bytes, document.bytes)) return known.fresh;
    const fresh = this.#snapshot(document);
    this.#parsed.delete(document.version);
    this.#parsed.set(document.version, { bytes: document.bytes, fresh });
    for (const oldest of this.#parsed.keys()) {
      if (this.#parsed.size <= MAX_VERSIONS) break;
      this.#parsed.delete(oldest);
    }
    return fresh;
  }

  #snapshot(document: SourcedDocument): Snapshot<Value> | undefined {
    const result = tryParse(this.#options.parse, document.bytes);
    if (result === undefined || !result.ok) return undefined;
    return {
      value: result.value,
      version: document.version,
      origin: this.#options.origin,
      freshness: 'fresh',
    };
  }

  #fallback(problem: RolloutErrorCode): Snapshot<Value> {
    if (this.#lastGood !== undefined) return { ...this.#lastGood, freshness: 'stale', problem };
    return { value: this.bundled, version: 'bundled', origin: 'bundled', freshness: 'default', problem };
  }
}

/** `undefined` when parsing throws, e.g. on bytes that are not UTF-8. */
function tryParse<Value>(
  parse: (bytes: Uint8Array) => Result<Value, Issue>,
  bytes: Uint8Array,
): Result<Value, Issue> | undefined {
  try {
    return parse(bytes);
  } catch {
    return undefined;
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left === right || Buffer.compare(left, right) === 0;
}
