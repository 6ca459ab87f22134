import type { VirtualClock } from '../clock.ts';
import type { RealTime } from './real-time.ts';

export interface PacemakerOptions {
  readonly clock: VirtualClock;
  /** Virtual milliseconds in a real one, 1 to 600. */
  readonly speed: number;
  /** What is brought up to the clock at each step, one after the other. */
  readonly turns: readonly (() => unknown)[];
  readonly realTime: RealTime;
  /** Told what a turn rejected with; the turns after it take place, and time goes on. */
  readonly failed: (error: unknown) => void;
  /** Told that virtual time has stood still for so many real milliseconds more than its pace allows. */
  readonly waited: (realMs: number) => void;
}

/** Speeds up to this one are walked in short steps, so that the clock is seldom far from the real one. */
const LEISURELY = 5;
const SHORT_STEP_MS = 1000;
const STEP_MS = 5000;

/** How far virtual time may run ahead of the clock of a function that is running. */
export const LEAD_MS = 10_000;

/** A shorter delay is made up for; after a longer one time goes on from there, as after a night with the lid closed. */
const MADE_UP_MS = 1000;

interface Work {
  readonly beganMs: number;
  readonly realMs: number;
}

interface Waiter {
  readonly untilMs: number;
  readonly resolve: () => void;
}

/**
 * Moves a virtual clock at a multiple of real time, in steps that divide a minute: every full minute gets its turn. The
 * clock stands still while a turn is under way, and it waits for functions: these live in real time, so that at sixty
 * times real time one that takes a second would end a minute after it began, when nobody reckons with its records any
 * more. It is therefore never more than {@link LEAD_MS} ahead of the own clock of whatever is running.
 */
export class Pacemaker {
  readonly #options: PacemakerOptions;
  readonly #stepMs: number;
  readonly #work = new Set<Work>();
  #waiters: Waiter[] = [];
  #wake = new AbortController();
  #isStopped = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: PacemakerOptions) {
    this.#options = options;
    this.#stepMs = options.speed <= LEISURELY ? SHORT_STEP_MS : STEP_MS;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** Resolves when the turn that is under way has ended. Whoever waits in {@link pass} waits for ever. */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake.abort();
    return this.#ended;
  }

  /** Resolves when virtual time has gone on by so much. */
  pass(durationMs: number): Promise<void> {
    const untilMs = this.#options.clock.now() + durationMs;
    return new Promise((resolve) => {
      this.#waiters.push({ untilMs, resolve });
    });
  }

  /** A function begins to run; call what is returned when it has ended. */
  begin(): () => void {
    const { clock, realTime } = this.#options;
    const work = { beganMs: clock.now(), realMs: realTime.now() };
    this.#work.add(work);
    return () => {
      this.#work.delete(work);
      this.#wake.abort();
    };
  }

  async #run(): Promise<void> {
    const { clock, realTime, speed, waited } = this.#options;
    let anchor: Work = { beganMs: clock.now(), realMs: realTime.now() };
    while (!this.#isStopped) {
      const nextMs = (Math.floor(clock.now() / this.#stepMs) + 1) * this.#stepMs;
      const paceMs = anchor.realMs + (nextMs - anchor.beganMs) / speed;
      await this.#until(() => Math.max(paceMs, this.#readyAtMs(nextMs)));
      if (this.#isStopped) return;
      clock.moveTo(nextMs);
      await this.#turn();
      const delayMs = realTime.now() - paceMs;
      if (delayMs <= MADE_UP_MS) continue;
      waited(delayMs);
      anchor = { beganMs: nextMs, realMs: realTime.now() };
    }
  }

  /** Waits once at least: whoever else wants to run gets to do so, however late we are. */
  async #until(momentMs: () => number): Promise<void> {
    const { realTime } = this.#options;
    do {
      this.#wake = new AbortController();
      await realTime.wait(Math.max(0, momentMs() - realTime.now()), this.#wake.signal);
    } while (!this.#isStopped && realTime.now() < momentMs());
  }

  /** Real time from which on the clocks of all that is running allow virtual time to be `nextMs`. */
  #readyAtMs(nextMs: number): number {
    let readyAtMs = 0;
    for (const { beganMs, realMs } of this.#work) {
      readyAtMs = Math.max(readyAtMs, realMs + nextMs - beganMs - LEAD_MS);
    }
    return readyAtMs;
  }

  async #turn(): Promise<void> {
    const { clock, turns, failed } = this.#options;
    for (const turn of turns) {
      try {
        await turn();
      } catch (error) {
        failed(error);
      }
    }
    const due = this.#waiters.filter(({ untilMs }) => untilMs <= clock.now());
    this.#waiters = this.#waiters.filter((waiter) => !due.includes(waiter));
    for (const { resolve } of due) resolve();
  }
}
