import { type Clock, systemClock } from '../clock.ts';
import { RolloutError } from '../rollout-error.ts';
import { systemTimer, type Timer } from '../timer.ts';
import { type ConfigurationReader, ConfigurationSession, type Polled } from './configuration-session.ts';
import type { FlagSource, SourcedDocument } from './flag-source.ts';
import { appConfigFailure, appConfigTimeout, sourceFailure } from './source-failure.ts';

/** Longest poll unless configured: the AppConfig agent's own limit. */
export const DEFAULT_POLL_TIMEOUT_MS = 3000;

/** Pause after the first failed poll; each further one doubles it. */
export const FIRST_PAUSE_MS = 1000;

/** Longest pause after failed polls: an outage is over for us a minute after it is over. */
export const LONGEST_PAUSE_MS = 60_000;

export interface AppConfigDataSourceOptions {
  /** `new AppConfigData({ maxAttempts: 1 })`: this source tries again by itself, and never with a token that may be spent. */
  readonly client: ConfigurationReader;
  /** AppConfig ids or names. */
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  /** Asked of AppConfig, 15–86,400; default what AppConfig gives, 60. */
  readonly minPollIntervalSeconds?: number;
  /** Limit on one poll, a new session included: the longest wait of the first `fetch`; default {@link DEFAULT_POLL_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly timer?: Timer;
  /** In [0, 1): spreads the pauses after failures, so that not everybody comes back at once. */
  readonly random?: () => number;
}

/**
 * Reads one configuration profile from the AppConfig data API, for whoever has no agent: ECS, EC2, a laptop.
 *
 * The first `fetch` polls; from then on the source polls in the background at the interval that AppConfig names, and
 * `fetch` answers from memory. While polls fail it gives the last document with the `problem`, and tries again after
 * 1, 2, 4 … 60 seconds, halved at random. A document that two intervals have not confirmed (a frozen process) is polled
 * before it is given. The whole process is one target of a gradual deployment: units are not told apart.
 * The version is the label of the hosted version, else a hash of the content.
 */
export class AppConfigDataSource implements FlagSource {
  readonly #session: ConfigurationSession;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #random: () => number;
  #held: SourcedDocument | undefined;
  /** Until then the held document counts as what AppConfig serves. */
  #confirmedUntilMs = 0;
  #failure: RolloutError | undefined;
  #failures = 0;
  #flight: Promise<void> | undefined;
  #underWay = new AbortController();
  #cancelNext: () => void = () => {};
  #isClosed = false;

  /** Throws a `RolloutError` `settings-invalid` for an interval that AppConfig would refuse. */
  constructor(options: AppConfigDataSourceOptions) {
    const { minPollIntervalSeconds } = options;
    this.#session = new ConfigurationSession(options.client, {
      ApplicationIdentifier: options.application,
      EnvironmentIdentifier: options.environment,
      ConfigurationProfileIdentifier: options.profile,
      ...(minPollIntervalSeconds === undefined ? {} : pollInterval(minPollIntervalSeconds)),
    });
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_POLL_TIMEOUT_MS;
    this.#clock = options.clock ?? systemClock;
    this.#timer = options.timer ?? systemTimer;
    this.#random = options.random ?? Math.random;
  }

  async fetch(): Promise<SourcedDocument> {
    if (this.#failure === undefined && !this.#isConfirmed()) await this.#poll();
    if (this.#held === undefined) throw this.#failure ?? closed();
    return this.#failure === undefined ? this.#held : { ...this.#held, problem: this.#failure.code };
  }

  /** Ends the polls, also one that is under way. What is held is given on, with a problem once it is two intervals old. */
  close(): void {
    this.#isClosed = true;
    this.#cancelNext();
    this.#underWay.abort(closed());
  }

  #isConfirmed(): boolean {
    return this.#clock.now() < this.#confirmedUntilMs;
  }

  /** One poll at a time, whoever asks; never rejects. */
  #poll(): Promise<void> {
    this.#flight ??= this.#pollAndPlan().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #pollAndPlan(): Promise<void> {
    this.#cancelNext();
    try {
      const { document, intervalMs } = await this.#pollInTime();
      this.#held = document;
      this.#confirmedUntilMs = this.#clock.now() + 2 * intervalMs;
      this.#failure = undefined;
      this.#failures = 0;
      this.#plan(intervalMs);
    } catch (error) {
      if (this.#isClosed && this.#isConfirmed()) return;
      this.#failure = error instanceof RolloutError ? error : appConfigFailure(error);
      this.#failures += 1;
      this.#plan(this.#pauseMs());
    }
  }

  async #pollInTime(): Promise<Polled> {
    if (this.#isClosed) throw closed();
    const controller = new AbortController();
    this.#underWay = controller;
    const cancel = this.#timer.after(this.#timeoutMs, () =>
      controller.abort(appConfigTimeout(this.#timeoutMs)),
    );
    try {
      return await Promise.race([this.#session.poll(controller.signal), aborted(controller.signal)]);
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : error;
    } finally {
      cancel();
    }
  }

  #plan(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancelNext = this.#timer.after(delayMs, () => void this.#poll());
  }

  #pauseMs(): number {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    return pauseMs * (0.5 + this.#random() / 2);
  }
}

function pollInterval(seconds: number): { readonly RequiredMinimumPollIntervalInSeconds: number } {
  if (Number.isInteger(seconds) && seconds >= 15 && seconds <= 86_400) {
    return { RequiredMinimumPollIntervalInSeconds: seconds };
  }
  const message = `minPollIntervalSeconds is ${seconds}, allowed are whole numbers from 15 to 86400; leave it out for appconfig's own`;
  throw new RolloutError('settings-invalid', message, { fault: 'user' });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function closed(): RolloutError {
  return sourceFailure('flag-source-failed', 'the source is closed; make a new one');
}
