/** Runs things later; tests pass one that is moved by hand. */
export interface Timer {
  /** Runs `run` once after this many milliseconds. Gives what takes it back; to take back what has run does nothing. */
  after(delayMs: number, run: () => void): () => void;
}

/** The machine's timer. What it is to run keeps no process alive. */
export const systemTimer: Timer = {
  after(delayMs, run) {
    const timeout = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timeout);
  },
};
