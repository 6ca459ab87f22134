import type { Clock } from '../clock.ts';
import type { Tell } from './local-event.ts';
import type { RealTime } from './real-time.ts';

/** Share of the speed that was asked for from which on nobody notices. */
const NEARLY = 0.9;

/** Real milliseconds between two lines, and the least that a pause must last to be worth one of its own. */
const BETWEEN_MS = 15_000;

export interface PaceNewsOptions {
  readonly clock: Clock;
  readonly realTime: RealTime;
  /** As it was asked for. */
  readonly speed: number;
  readonly tell: Tell;
}

/** Tells when virtual time is slower than it was asked to be, and how fast it is. */
export class PaceNews {
  readonly #options: PaceNewsOptions;
  #sinceMs: number;
  #realSinceMs: number;

  constructor(options: PaceNewsOptions) {
    this.#options = options;
    this.#sinceMs = options.clock.now();
    this.#realSinceMs = options.realTime.now();
  }

  /** Virtual time has stood still for so many real milliseconds more than its pace allows. */
  waited(realMs: number): void {
    const { clock, realTime, speed, tell } = this.#options;
    const passedMs = realTime.now() - this.#realSinceMs;
    if (passedMs < BETWEEN_MS) return;
    const real = (clock.now() - this.#sinceMs) / passedMs;
    this.#sinceMs = clock.now();
    this.#realSinceMs = realTime.now();
    if (real >= NEARLY * speed) return;
    const text =
      realMs >= BETWEEN_MS
        ? `time has stood still for ${Math.round(realMs / 1000)} s: this machine was asleep, or busy`
        : `time runs at ${speedText(real)} in place of ${speedText(speed)}: it waits for functions, and skips nothing`;
    tell({ event: 'time', text, about: { speed: real, wanted: speed } });
  }
}

function speedText(speed: number): string {
  return `${speed < 10 ? Number(speed.toFixed(1)) : Math.round(speed)}x`;
}
