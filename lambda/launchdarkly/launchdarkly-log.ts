import { type Clock, MINUTE_MS, systemClock } from '../clock.ts';
import type { RolloutErrorCode } from '../rollout-error.ts';
import { writeLine } from '../write-line.ts';

/** What keeps LaunchDarkly's news away. */
export interface ConnectionTrouble {
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  readonly problem: Extract<RolloutErrorCode, `flag-source-${string}` | 'document-refused'>;
  /** The SDK has given up, or was sent something that is no data: time mends nothing. */
  readonly isFinal: boolean;
}

/** Tells how far what LaunchDarkly serves can be trusted. */
export interface LaunchDarklyConnection {
  /** Absent while data arrive. */
  readonly trouble: ConnectionTrouble | undefined;
}

export interface LaunchDarklyLogOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Takes one line for a warning or error; default: standard output. */
  readonly write?: (line: string) => void;
}

/** The form of an SDK key of LaunchDarkly's own. */
const SDK_KEY = /\b(?:sdk|mob|api)-[0-9a-z-]{6,}/gi;

/** Longest message in a line. */
const MAX_MESSAGE_LENGTH = 500;

/** Messages that are remembered as told. */
const MAX_TOLD = 50;

/**
 * Logger for the LaunchDarkly SDK, given as its option `logger`. Writes warnings and errors, each message once a minute
 * at most and without the SDK key, and learns from the messages whether the SDK is connected: it has no other way to
 * tell of a stream that is cut or a poll that fails (9.13.7, `StreamingProcessor`, `PollingProcessor`).
 */
export class LaunchDarklyLog implements LaunchDarklyConnection {
  readonly #clock: Clock;
  readonly #write: (line: string) => void;
  readonly #secrets = new Set<string>();
  readonly #toldMs = new Map<string, number>();
  #trouble: ConnectionTrouble | undefined;
  #beforePoll: ConnectionTrouble | undefined;

  constructor({ clock = systemClock, write = writeLine }: LaunchDarklyLogOptions = {}) {
    this.#clock = clock;
    this.#write = write;
  }

  get trouble(): ConnectionTrouble | undefined {
    return this.#trouble;
  }

  /** Keeps a text out of every line from now on. */
  conceal(secret: string): void {
    this.#secrets.add(secret);
  }

  error(...parts: unknown[]): void {
    const message = textOf(parts);
    if (/^(Stream|Polling) received invalid data/.test(message)) this.#lost('document-refused', true);
    else if (/ for (streaming|polling) request - giving up/.test(message)) {
      this.#lost('flag-source-status', true);
    }
    this.#tell('ERROR', message);
  }

  warn(...parts: unknown[]): void {
    const message = textOf(parts);
    if (/ for (streaming|polling) request - will retry$/.test(message)) {
      this.#trouble ??= this.#beforePoll;
      this.#lost(message.startsWith('Received error') ? 'flag-source-status' : 'flag-source-cut', false);
    }
    this.#tell('WARN', message);
  }

  info(): void {}

  debug(...parts: unknown[]): void {
    const [first] = parts;
    if (typeof first !== 'string') return;
    // Said of every poll that came to an end; of one that failed or was no JSON, a warning or error follows at once.
    const isPolled = first.startsWith('Elapsed: ');
    if (isPolled) this.#beforePoll = this.#trouble;
    if (isPolled || /^Received (put|patch|delete) event$/.test(first)) this.#trouble = undefined;
  }

  #lost(problem: ConnectionTrouble['problem'], isFinal: boolean): void {
    const sinceMs = this.#trouble?.sinceMs ?? this.#clock.now();
    this.#trouble = { sinceMs, problem, isFinal };
  }

  #tell(level: 'WARN' | 'ERROR', text: string): void {
    const nowMs = this.#clock.now();
    const message = this.#withoutSecrets(text).slice(0, MAX_MESSAGE_LENGTH);
    if (nowMs - (this.#toldMs.get(message) ?? -MINUTE_MS) < MINUTE_MS) return;
    if (this.#toldMs.size >= MAX_TOLD) this.#toldMs.clear();
    this.#toldMs.set(message, nowMs);
    this.#write(JSON.stringify({ level, message: `launchdarkly: ${message}` }));
  }

  #withoutSecrets(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '[sdk key]');
    return clean.replace(SDK_KEY, '[sdk key]');
  }
}

function textOf(parts: readonly unknown[]): string {
  return parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
}
