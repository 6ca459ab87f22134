import type { Clock } from '../clock.ts';
import { type EnvironmentImage, ExecutionEnvironment, type Invocation } from './execution-environment.ts';
import { FunctionError } from './function-error.ts';
import { EventNotTakenError } from './runtime-api.ts';

export interface EnvironmentPoolOptions {
  readonly image: EnvironmentImage;
  /** Most environments at a time, 1 or more. */
  readonly limit: number;
  readonly clock: Clock;
}

interface Idle {
  readonly environment: ExecutionEnvironment;
  readonly sinceMs: number;
}

/**
 * The execution environments of one version of a function, as Lambda runs them: one event at a time in each, the one
 * used last first, a cold start when all are busy. At the limit an event waits, in the order of arrival.
 */
export class EnvironmentPool {
  readonly #options: EnvironmentPoolOptions;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: (() => void)[] = [];
  #idle: Idle[] = [];
  #busy = 0;
  #retired = false;
  #closed = false;

  constructor(options: EnvironmentPoolOptions) {
    this.#options = options;
  }

  /** Environments that have started, or are starting, and not ended. */
  get size(): number {
    return this.#all.size;
  }

  /** Whether there is nothing here, and nothing on its way. */
  get isEmpty(): boolean {
    return this.#all.size + this.#busy === 0;
  }

  /** Has an event served, wherever there is room. An event that an ending environment has not taken goes to another. */
  async invoke(invocation: Invocation): Promise<string> {
    await this.#room();
    try {
      return await this.#serve(invocation);
    } finally {
      this.#leave();
    }
  }

  /** Ends environments that have been idle since this moment or before, epoch milliseconds. */
  endIdleSince(ms: number): void {
    for (const { environment, sinceMs } of this.#idle) if (sinceMs <= ms) this.#end(environment);
    this.#idle = this.#idle.filter(({ sinceMs }) => sinceMs > ms);
  }

  /** Ends every environment as soon as nothing runs in it or waits for it. */
  retire(): void {
    this.#retired = true;
    this.endIdleSince(Number.POSITIVE_INFINITY);
  }

  /** Ends every environment now; what runs there fails. */
  async close(): Promise<void> {
    this.#retired = true;
    this.#closed = true;
    await Promise.all([...this.#all].map((environment) => environment.close()));
  }

  async #room(): Promise<void> {
    if (this.#busy < this.#options.limit) this.#busy += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Gives the place to who waits for one: nobody comes in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.#busy -= 1;
    if (this.#retired) this.endIdleSince(Number.POSITIVE_INFINITY);
  }

  async #serve(invocation: Invocation): Promise<string> {
    if (this.#closed) throw FunctionError.of('Runtime.ExitError', 'the function is closed');
    const idle = this.#takeIdle();
    const environment = idle ?? (await this.#start());
    try {
      return await environment.invoke(invocation);
    } catch (error) {
      if (!(error instanceof EventNotTakenError)) throw error;
      if (idle === undefined) throw error.exit;
    } finally {
      this.#release(environment);
    }
    return this.#serve(invocation);
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.environment.alive) return idle.environment;
      this.#end(idle.environment);
    }
    return undefined;
  }

  async #start(): Promise<ExecutionEnvironment> {
    const environment = new ExecutionEnvironment(this.#options.image);
    this.#all.add(environment);
    try {
      await environment.start();
      return environment;
    } catch (error) {
      this.#all.delete(environment);
      throw error;
    }
  }

  #release(environment: ExecutionEnvironment): void {
    if (environment.alive) this.#idle.push({ environment, sinceMs: this.#options.clock.now() });
    else this.#end(environment);
  }

  #end(environment: ExecutionEnvironment): void {
    void environment.close().then(() => this.#all.delete(environment));
  }
}
