import { type Clock, MINUTE_MS } from '../clock.ts';
import type { InvocationMetrics, LogLine } from '../lambda/hosted-function.ts';
import { onOneLine, type Tell } from './local-event.ts';

/** Lambda's own names for what it logs of a failure, and for its metrics. */
const OF_FAILURE = /ERROR|Task timed out|errorType/;
const LONGEST_TEXT = 400;

/**
 * Tells of functions that fail: at most once a minute of each function, with how often meanwhile and the last line that
 * says why.
 */
export class FunctionNews {
  readonly #clock: Clock;
  readonly #tell: Tell;
  readonly #reasons = new Map<string, string>();
  readonly #failures = new Map<string, { count: number; toldAtMs: number }>();

  constructor(clock: Clock, tell: Tell) {
    this.#clock = clock;
    this.#tell = tell;
  }

  printed({ functionName, line }: LogLine): void {
    if (OF_FAILURE.test(line)) this.#reasons.set(functionName, line);
  }

  invoked({ functionName, values }: InvocationMetrics): void {
    const failed = (values.Errors ?? 0) + (values.Throttles ?? 0);
    if (failed === 0) return;
    const failures = this.#failures.get(functionName) ?? { count: 0, toldAtMs: Number.NEGATIVE_INFINITY };
    failures.count += failed;
    this.#failures.set(functionName, failures);
  }

  /** Called at every step: what a function prints comes after its answer. */
  look(): void {
    const nowMs = this.#clock.now();
    for (const [name, failures] of this.#failures) {
      if (failures.count === 0 || nowMs - failures.toldAtMs < MINUTE_MS) continue;
      const reason = this.#reasons.get(name);
      const why = reason === undefined ? '' : `: ${onOneLine(reason).slice(0, LONGEST_TEXT)}`;
      const text = `function ${name} failed ${timesText(failures.count)}${why}`;
      this.#tell({ event: 'function', text, about: { function: name, failures: failures.count } });
      failures.count = 0;
      failures.toldAtMs = nowMs;
    }
  }
}

function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
