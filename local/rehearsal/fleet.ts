import { MINUTE_MS } from '../clock.ts';
import type { Random } from '../random.ts';
import { ExecutionEnvironment, type FunctionImage, type InvocationResult } from './execution-environment.ts';
import type { TrafficRequest } from './traffic.ts';

/** How long an idle environment stays. AWS does not say; ten minutes are ours. */
const IDLE_LIMIT_MS = 10 * MINUTE_MS;

/** Log-normal time of a cold start, milliseconds: extension, runtime and prefetch. An assumption, not a measurement. */
const COLD_START = { logMean: Math.log(600), logSd: 0.3 };

/**
 * The execution environments of one function, as Lambda runs them: one request at a time in each, a cold start when all
 * are busy, the one used last first, and idle ones taken down.
 */
export class Fleet {
  readonly #image: FunctionImage;
  readonly #random: Random;
  #environments: ExecutionEnvironment[] = [];

  constructor(image: FunctionImage, random: Random) {
    this.#image = image;
    this.#random = random;
  }

  get size(): number {
    return this.#environments.length;
  }

  async invoke(request: TrafficRequest, arrivedAtMs: number): Promise<InvocationResult> {
    const idle = this.#takeIdle(arrivedAtMs);
    if (idle) return idle.invoke(request, arrivedAtMs);
    const cold = new ExecutionEnvironment(this.#image, arrivedAtMs);
    this.#environments.push(cold);
    const coldStartMs = this.#random.logNormal(COLD_START.logMean, COLD_START.logSd);
    return cold.invoke(request, arrivedAtMs + coldStartMs);
  }

  #takeIdle(atMs: number): ExecutionEnvironment | undefined {
    this.#environments = this.#environments.filter(({ idleSinceMs }) => atMs - idleSinceMs < IDLE_LIMIT_MS);
    let latest: ExecutionEnvironment | undefined;
    for (const environment of this.#environments) {
      if (environment.idleSinceMs > atMs) continue;
      if (!latest || environment.idleSinceMs > latest.idleSinceMs) latest = environment;
    }
    return latest;
  }
}
