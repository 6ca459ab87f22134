import { type Clock, MINUTE_MS } from '../clock.ts';
import { RolloutError } from '../rollout-error.ts';

/** One version of the secret. */
export interface KeyVersion {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
}

/** Where keys come from: a secret with a current version and perhaps the one before. */
export interface KeyReader {
  read(version: 'current' | 'previous'): Promise<KeyVersion | undefined>;
}

/** Keys of exposure tokens, as far as they are known. */
export interface TokenKeySet {
  /** The key to sign with. */
  readonly signing: string;
  /** The keys whose signatures count. */
  readonly verifying: readonly string[];
  /** `false` where they could not be read again in time: a signature by none of them may still be one of ours. */
  readonly isFresh: boolean;
}

export interface TokenKeysOptions {
  readonly reader: KeyReader;
  readonly clock: Clock;
}

/** Age from which keys are read again. */
export const KEY_REFRESH_MS = 5 * MINUTE_MS;
/** Age from which keys are read again when a signature is by none of them. Who sends forged ones causes no more reads. */
export const KEY_DOUBT_MS = 10_000;
/** Pause after a failed read. */
export const KEY_RETRY_MS = 10_000;
/** A new key signs once whoever verifies has had time to learn of it. */
export const KEY_SETTLING_MS = 2 * KEY_REFRESH_MS;
/** Shorter keys could be guessed. */
export const MIN_KEY_LENGTH = 32;

interface Held {
  readonly current: KeyVersion;
  readonly previous: KeyVersion | undefined;
  readonly readAtMs: number;
}

/**
 * The current and the previous key, read again every {@link KEY_REFRESH_MS}. The last good ones are kept when that fails.
 * The previous key signs for {@link KEY_SETTLING_MS} after a rotation: a token by a key that the outcomes function has not
 * read yet would look forged.
 */
export class TokenKeys {
  readonly #reader: KeyReader;
  readonly #clock: Clock;
  #held: Held | undefined;
  #failedAtMs = Number.NEGATIVE_INFINITY;
  #flight: Promise<void> | undefined;

  constructor({ reader, clock }: TokenKeysOptions) {
    this.#reader = reader;
    this.#clock = clock;
  }

  /**
   * Never rejects; `undefined` while no keys were read. Keys older than `maxAgeMs` are waited for, one read for all callers.
   * Ask for younger ones before a signature is called forged: a rotation may end long after its key was made.
   */
  async get(maxAgeMs = KEY_REFRESH_MS): Promise<TokenKeySet | undefined> {
    if (this.#isDue(maxAgeMs)) {
      this.#flight ??= this.#read().finally(() => {
        this.#flight = undefined;
      });
      await this.#flight;
    }
    const held = this.#held;
    if (held === undefined) return undefined;
    const { current, previous } = held;
    const nowMs = this.#clock.now();
    const isSettled = nowMs - current.createdAtMs >= KEY_SETTLING_MS;
    return {
      signing: previous === undefined || isSettled ? current.text : previous.text,
      verifying: previous === undefined ? [current.text] : [current.text, previous.text],
      isFresh: nowMs - held.readAtMs < maxAgeMs,
    };
  }

  #isDue(maxAgeMs: number): boolean {
    const nowMs = this.#clock.now();
    const isOld = this.#held === undefined || nowMs - this.#held.readAtMs >= maxAgeMs;
    return isOld && nowMs - this.#failedAtMs >= KEY_RETRY_MS;
  }

  async #read(): Promise<void> {
    // Before the reads: a key that is rotated meanwhile is not fresh for longer than the others.
    const readAtMs = this.#clock.now();
    try {
      // One after the other, and in this order: of a rotation in between, the key that signs is not missed.
      const current = await this.#reader.read('current');
      const previous = await this.#reader.read('previous');
      this.#held = { current: usable(current), previous: previous && usable(previous), readAtMs };
    } catch {
      this.#failedAtMs = this.#clock.now();
    }
  }
}

function usable(version: KeyVersion | undefined): KeyVersion {
  if (version !== undefined && version.text.length >= MIN_KEY_LENGTH) return version;
  const message = `the secret of exposure tokens has no text of ${MIN_KEY_LENGTH} characters or more; store a random one`;
  throw new RolloutError('settings-invalid', message, { fault: 'user' });
}
