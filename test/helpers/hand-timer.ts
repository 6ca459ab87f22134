import type { Timer } from '../../lambda/timer.ts';
import type { VirtualClock } from '../../local/clock.ts';

interface Planned {
  readonly atMs: number;
  readonly run: () => void;
}

/** A timer on a virtual clock: nothing runs until {@link pass}. */
export class HandTimer implements Timer {
  readonly #clock: VirtualClock;
  readonly #planned = new Set<Planned>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Milliseconds from now until each thing that is still to run. */
  get delaysMs(): number[] {
    return [...this.#planned].map(({ atMs }) => atMs - this.#clock.now());
  }

  after(delayMs: number, run: () => void): () => void {
    const planned = { atMs: this.#clock.now() + delayMs, run };
    this.#planned.add(planned);
    return () => this.#planned.delete(planned);
  }

  /** Moves the clock on; runs what falls due, in order, each after `quiet` has let come to an end what was begun before. */
  async pass(ms: number, quiet: () => Promise<void>): Promise<void> {
    const untilMs = this.#clock.now() + ms;
    await quiet();
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#planned.delete(next);
      this.#clock.moveTo(next.atMs);
      next.run();
      await quiet();
    }
    this.#clock.moveTo(untilMs);
  }

  #next(untilMs: number): Planned | undefined {
    return [...this.#planned].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
  }
}
