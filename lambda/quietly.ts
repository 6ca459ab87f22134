/**
 * Runs what whoever is served must not suffer from. What it throws is not heard of, at once or later as a promise, which
 * nobody waits for: left alone, that would end the process.
 */
export function quietly(run: () => unknown): void {
  try {
    const outcome = run();
    if (outcome instanceof Promise) outcome.catch(() => {});
  } catch {
    // Whoever is served can do nothing about it.
  }
}
