/** Source of the time in epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved. */
export class VirtualClock implements Clock {
  #now: number;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** Moves to `toMs`; time never runs backwards, an earlier moment is ignored. */
  moveTo(toMs: number): void {
    if (toMs > this.#now) this.#now = toMs;
  }

  advance(byMs: number): void {
    this.moveTo(this.#now + byMs);
  }
}
