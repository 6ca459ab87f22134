import { setTimeout as pause } from 'node:timers/promises';

/** The machine's time, as far as virtual time is paced by it. */
export interface RealTime {
  /** Milliseconds since some moment; never runs backwards. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as `wake` is aborted. */
  wait(ms: number, wake: AbortSignal): Promise<void>;
}

export const machineTime: RealTime = {
  now: () => performance.now(),
  wait: (ms, signal) => pause(ms, undefined, { signal }).catch(() => {}),
};
