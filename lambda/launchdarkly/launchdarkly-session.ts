import { type OpenFeatureEventEmitter, ProviderEvents } from '@openfeature/server-sdk';
import { type Clock, MINUTE_MS } from '../clock.ts';
import type { Freshness } from '../flags/configuration-store.ts';
import { FRESHNESS_EVENT } from '../openfeature/freshness-event.ts';
import { RolloutError, type RolloutErrorCode } from '../rollout-error.ts';
import { FlagVersions } from './flag-versions.ts';
import type { LaunchDarklyClient } from './launchdarkly-client.ts';
import type { LaunchDarklyConnection } from './launchdarkly-log.ts';

export interface LaunchDarklySessionOptions {
  /** The SDK's client, or the promise of one that is still waited for. It stays the caller's to close. */
  readonly client: LaunchDarklyClient | Promise<LaunchDarklyClient>;
  /** The `LaunchDarklyLog` that the client was made with; without it a lost connection is not noticed. */
  readonly connection?: LaunchDarklyConnection;
  /** Longest wait of `initialize` for the client and its data together, in milliseconds; default 1000. */
  readonly waitMs?: number;
  /** Milliseconds without a connection after which what is served counts as stale; default 60,000. */
  readonly staleAfterMs?: number;
}

/** How far what LaunchDarkly serves now can be trusted. */
export interface Standing {
  readonly freshness: Freshness;
  /** Absent exactly when `fresh`. */
  readonly problem?: RolloutErrorCode;
}

const DEFAULT_WAIT_MS = 1000;

/** LaunchDarkly's client from before it is there to after its connection is lost, and the events that tell of it. */
export class LaunchDarklySession {
  readonly #options: LaunchDarklySessionOptions;
  readonly #clock: Clock;
  readonly #events: OpenFeatureEventEmitter;
  readonly #nameOf: (key: string) => string;
  readonly #connecting: Promise<LaunchDarklyClient>;
  #client: LaunchDarklyClient | undefined;
  #versions: FlagVersions | undefined;
  #told: Freshness | undefined;

  /** @param nameOf LaunchDarkly's key of a flag → the flag's name, for the event that it changed. */
  constructor(
    options: LaunchDarklySessionOptions,
    context: { readonly clock: Clock; readonly events: OpenFeatureEventEmitter },
    nameOf: (key: string) => string,
  ) {
    this.#options = options;
    this.#clock = context.clock;
    this.#events = context.events;
    this.#nameOf = nameOf;
    const { client } = options;
    if (!(client instanceof Promise)) this.#adopt(client);
    this.#connecting =
      client instanceof Promise ? client.then((made) => this.#adopt(made)) : Promise.resolve(client);
    // A client that cannot be made is told by `initialize`; it must not end a process in which nobody calls that.
    this.#connecting.catch(() => {});
  }

  /** The client, whether it has data yet or not. */
  get client(): LaunchDarklyClient | undefined {
    return this.#client;
  }

  /** The client, if it has data. */
  get ready(): LaunchDarklyClient | undefined {
    return this.#client?.initialized() ? this.#client : undefined;
  }

  /** Rejects with a `RolloutError` when there are no data in time. */
  async initialize(): Promise<void> {
    const { waitMs = DEFAULT_WAIT_MS } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    // Not unreferenced: a process that waits for nothing else would end here.
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`got no data within ${waitMs} ms`)), waitMs);
    });
    try {
      await Promise.race([this.#start(waitMs), late]);
      this.#told = 'fresh';
    } catch (cause) {
      this.#told = 'default';
      throw notReady(this.standing().problem, cause);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Tells listeners when the standing is another than the last time. */
  look(): Standing {
    const standing = this.standing();
    if (standing.freshness !== this.#told) {
      this.#told = standing.freshness;
      const message = standing.problem ?? 'launchdarkly is connected';
      this.#events.emit(FRESHNESS_EVENT[standing.freshness], { message });
    }
    return standing;
  }

  standing(): Standing {
    const { connection, staleAfterMs = MINUTE_MS } = this.#options;
    const trouble = connection?.trouble;
    if (this.ready === undefined) {
      return { freshness: 'default', problem: trouble?.problem ?? 'flag-source-timeout' };
    }
    const lasts = trouble && (trouble.isFinal || this.#clock.now() - trouble.sinceMs >= staleAfterMs);
    return lasts ? { freshness: 'stale', problem: trouble.problem } : { freshness: 'fresh' };
  }

  /** Version of a flag by its key; `undefined` where LaunchDarkly does not tell. */
  async versionOf(key: string): Promise<string | undefined> {
    return this.#versions?.of(key);
  }

  async #start(waitMs: number): Promise<void> {
    const client = await this.#connecting;
    await client.waitForInitialization({ timeout: waitMs / 1000 });
  }

  #adopt(client: LaunchDarklyClient): LaunchDarklyClient {
    this.#client = client;
    this.#versions = new FlagVersions(client);
    if (client.initialized()) this.#follow(client);
    else client.on('ready', () => this.#follow(client));
    return client;
  }

  /** From the first data on: before, every flag would count as changed. */
  #follow(client: LaunchDarklyClient): void {
    client.on('update', ({ key }) => {
      this.#versions?.forget();
      this.look();
      this.#events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: [this.#nameOf(key)] });
    });
    if (this.#told === 'default') this.look();
  }
}

function notReady(problem: RolloutErrorCode = 'flag-source-timeout', cause: unknown): RolloutError {
  const reason = cause instanceof Error ? cause.message : 'for no reason given';
  const message = `launchdarkly is not ready, callers are served their defaults: ${reason}`;
  return new RolloutError(problem, message, { fault: 'dependency', cause });
}
