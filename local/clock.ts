import { type Clock, MINUTE_MS } from '../lambda/clock.ts';

/** The handlers' clock: one virtual time for them and for the engines they talk to. */
export { type Clock, MINUTE_MS };

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
