import { systemTimer, type Timer } from '../timer.ts';
import { DEFAULT_POLL_TIMEOUT_MS } from './app-config-data-source.ts';
import { contentHash } from './content-hash.ts';
import type { FlagSource, SourcedDocument } from './flag-source.ts';
import { appConfigFailure, appConfigTimeout, sourceFailure } from './source-failure.ts';

/** AppConfig's own poll interval. Powertools' default is 5 seconds, whatever AppConfig asks for. */
export const DEFAULT_MAX_AGE_SECONDS = 60;

/** The one method taken of `AppConfigProvider` of `@aws-lambda-powertools/parameters/appconfig`. */
export interface ParameterReader {
  get(name: string, options: { readonly maxAge: number }): Promise<unknown>;
}

export interface PowertoolsFlagSourceOptions {
  /** Best one of its own: whoever reads the same profile through it at the same time sends the same token. */
  readonly provider: ParameterReader;
  /** AppConfig profile, id or name. */
  readonly profile: string;
  /** How long Powertools gives what it has read; 0 = no time at all; default {@link DEFAULT_MAX_AGE_SECONDS}. */
  readonly maxAgeSeconds?: number;
  /** Longest wait of a `fetch`; default {@link DEFAULT_POLL_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  readonly timer?: Timer;
}

/**
 * Reads one configuration profile through Powertools for AWS Lambda, for teams that use it already.
 *
 * One read at a time, so that this source by itself sends no token twice. Everything else is as Powertools has it
 * (`docs/sources.md`, "Powertools"): a request that finds the value too old waits for AppConfig, a failed read throws
 * although there is a good value, and a token that was spent in a lost answer is sent again for a day.
 * The version is a hash of the content.
 */
export class PowertoolsFlagSource implements FlagSource {
  readonly #provider: ParameterReader;
  readonly #profile: string;
  readonly #maxAge: number;
  readonly #timeoutMs: number;
  readonly #timer: Timer;
  #flight: Promise<SourcedDocument> | undefined;
  #held: SourcedDocument | undefined;

  constructor(options: PowertoolsFlagSourceOptions) {
    this.#provider = options.provider;
    this.#profile = options.profile;
    this.#maxAge = options.maxAgeSeconds ?? DEFAULT_MAX_AGE_SECONDS;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_POLL_TIMEOUT_MS;
    this.#timer = options.timer ?? systemTimer;
  }

  fetch(): Promise<SourcedDocument> {
    this.#flight ??= this.#inTime().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #inTime(): Promise<SourcedDocument> {
    let cancel = () => {};
    const late = new Promise<never>((_, reject) => {
      cancel = this.#timer.after(this.#timeoutMs, () => reject(appConfigTimeout(this.#timeoutMs)));
    });
    return Promise.race([this.#read(), late]).finally(cancel);
  }

  async #read(): Promise<SourcedDocument> {
    const value = await this.#provider
      .get(this.#profile, { maxAge: this.#maxAge })
      .catch((error: unknown) => {
        throw appConfigFailure(error instanceof Error && error.cause !== undefined ? error.cause : error);
      });
    if (!(value instanceof Uint8Array)) {
      throw sourceFailure(
        'flag-source-failed',
        'powertools gave no bytes; give this source a provider of its own',
      );
    }
    if (value !== this.#held?.bytes) this.#held = { bytes: value, version: contentHash(value) };
    return this.#held;
  }
}
