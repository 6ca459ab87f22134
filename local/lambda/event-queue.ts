import type { Clock } from '../clock.ts';

/** How often and for how long events of a function are tried. */
export interface EventLimits {
  /** Attempts after the first, 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** An event older than this is not tried again, milliseconds. */
  readonly maximumAgeMs: number;
}

/** Lambda's defaults. */
export const DEFAULT_EVENT_LIMITS: EventLimits = { maximumRetryAttempts: 2, maximumAgeMs: 6 * 3_600_000 };

/** What became of one attempt: a throttled one is no attempt. */
export type DeliveryOutcome = 'done' | 'failed' | 'throttled';

export interface EventQueueOptions {
  readonly clock: Clock;
  /** Never rejects. */
  readonly deliver: (payload: string) => Promise<DeliveryOutcome>;
  /** Asked after each attempt. */
  readonly limits: () => EventLimits;
  /** Told of each event that is not tried any more. */
  readonly givenUp: (event: GivenUp) => void;
}

/** An event that was tried in vain. */
export interface GivenUp {
  readonly payload: string;
  readonly attempts: number;
  /** It would have been older than its limit; otherwise it failed as often as it may. */
  readonly isOld: boolean;
}

interface QueuedEvent {
  readonly payload: string;
  readonly acceptedAtMs: number;
  dueAtMs: number;
  failures: number;
  throttles: number;
}

/** Waits before the second and the third attempt (developer guide, "Error handling for async invocation"). */
const RETRY_WAITS_MS = [60_000, 120_000];

/** A throttled event waits 1 second at first, then twice as long each time, up to 5 minutes (same page). */
const FIRST_THROTTLE_WAIT_MS = 1000;
const LONGEST_THROTTLE_WAIT_MS = 300_000;

/** The events that a function was sent without waiting for an answer. */
export class EventQueue {
  readonly #options: EventQueueOptions;
  #waiting: QueuedEvent[] = [];

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  /** Tries an event at once, and again later when that fails. */
  accept(payload: string): void {
    const now = this.#options.clock.now();
    void this.#attempt({ payload, acceptedAtMs: now, dueAtMs: now, failures: 0, throttles: 0 });
  }

  /** Tries what has fallen due. */
  tick(): void {
    const now = this.#options.clock.now();
    const due = this.#waiting.filter(({ dueAtMs }) => dueAtMs <= now);
    this.#waiting = this.#waiting.filter(({ dueAtMs }) => dueAtMs > now);
    for (const event of due) void this.#attempt(event);
  }

  /** Forgets all events. */
  clear(): void {
    this.#waiting = [];
  }

  async #attempt(event: QueuedEvent): Promise<void> {
    const { deliver, limits, clock, givenUp } = this.#options;
    const outcome = await deliver(event.payload);
    if (outcome === 'done') return;
    if (outcome === 'failed') event.failures += 1;
    else event.throttles += 1;
    const { maximumRetryAttempts, maximumAgeMs } = limits();
    event.dueAtMs = clock.now() + (outcome === 'failed' ? retryWait(event) : throttleWait(event));
    const isOld = event.dueAtMs - event.acceptedAtMs > maximumAgeMs;
    if (event.failures <= maximumRetryAttempts && !isOld) this.#waiting.push(event);
    else givenUp({ payload: event.payload, attempts: event.failures, isOld });
  }
}

function retryWait({ failures }: QueuedEvent): number {
  return RETRY_WAITS_MS[failures - 1] ?? 0;
}

function throttleWait({ throttles }: QueuedEvent): number {
  return Math.min(FIRST_THROTTLE_WAIT_MS * 2 ** (throttles - 1), LONGEST_THROTTLE_WAIT_MS);
}
