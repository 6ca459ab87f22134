import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { type HttpHandler, type LoopbackServer, serveLoopback } from '../http/loopback-server.ts';
import { FunctionError } from './function-error.ts';
import { RuntimeApi } from './runtime-api.ts';
import { type OutputStream, RuntimeProcess } from './runtime-process.ts';

/** What the execution environments of a function have in common. */
export interface EnvironmentImage {
  /** Module that runs the handler, see `layOutRuntime`. */
  readonly main: string;
  /** Where each environment makes a directory of its own, gone with it: its `HOME` and `TMPDIR`. */
  readonly scratch: string;
  /** Directory of the artefact. */
  readonly directory: string;
  /** As in the function's configuration, e.g. `index.handler`. */
  readonly handler: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  /** Longest invocation, milliseconds of real time. */
  readonly timeoutMs: number;
  /** What the function sees besides what belongs to an environment, which `variablesFor` adds. */
  readonly variablesFor: (environment: EnvironmentFacts) => Readonly<Record<string, string>>;
  /** The AppConfig agent of an environment; none = nothing listens. */
  readonly agentFor?: (id: string) => HttpHandler;
  readonly clock: Clock;
  /** Told of every line that the function prints: of an invocation's lines before its answer. */
  readonly print: (line: string, stream: OutputStream) => void;
}

/** What only an environment knows of itself. */
export interface EnvironmentFacts {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** Where the agent listens, when there is one. */
  readonly agentPort: number | undefined;
}

/** One event for an environment. */
export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** Told of what the function prints meanwhile. */
  readonly print: (line: string) => void;
}

/** Lambda's limit on a cold start. */
const INIT_TIMEOUT_MS = 10_000;

/** One execution environment: a process of its own, the runtime API it is served by, and its AppConfig agent. */
export class ExecutionEnvironment {
  readonly id = randomUUID().replaceAll('-', '');
  readonly #image: EnvironmentImage;
  readonly #api = new RuntimeApi();
  readonly #servers: LoopbackServer[] = [];
  #directory: string | undefined;
  #process: RuntimeProcess | undefined;
  #alive = true;
  #invocation: Invocation | undefined;

  constructor(image: EnvironmentImage) {
    this.#image = image;
  }

  /** Whether an event can be handed in: false once the process has ended. */
  get alive(): boolean {
    return this.#alive;
  }

  get processId(): number | undefined {
    return this.#process?.id;
  }

  /** Resolves when the cold start is over; rejects with a {@link FunctionError} when it fails, and the process is gone. */
  async start(): Promise<void> {
    try {
      await this.#launch();
      await this.#within(INIT_TIMEOUT_MS, 'Init timed out', this.#api.ready);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /**
   * Hands in one event and resolves with the answer, JSON; one at a time. Rejects with a {@link FunctionError} or an
   * `EventNotTakenError`; after a time-out the environment is closed.
   */
  async invoke(invocation: Invocation): Promise<string> {
    const { clock, functionArn, timeoutMs } = this.#image;
    const { requestId, payload } = invocation;
    this.#invocation = invocation;
    const nowMs = clock.now();
    const deadlineMs = nowMs + timeoutMs;
    const answer = this.#api.invoke({ requestId, functionArn, payload, nowMs, deadlineMs });
    const late = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
    return this.#within(timeoutMs, late, answer);
  }

  /** Ends process, agent and directory; may be called at any time, and twice. */
  async close(): Promise<void> {
    this.#alive = false;
    await this.#process?.kill();
    for (const server of this.#servers.splice(0)) await server.close();
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
  }

  async #launch(): Promise<void> {
    const { agentFor, variablesFor, scratch, clock, print, ...image } = this.#image;
    const api = await this.#serve(this.#api.handle);
    const agentPort = agentFor && (await this.#serve(agentFor(this.id))).port;
    // Closed meanwhile.
    if (!this.#alive) throw stopped();
    this.#directory = mkdtempSync(join(scratch, 'environment-'));
    const variables = {
      ...variablesFor({ id: this.id, agentPort }),
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.port}`,
      // Without them the SDK would look for settings in the developer's home.
      HOME: this.#directory,
      TMPDIR: this.#directory,
    };
    this.#process = new RuntimeProcess({
      ...image,
      variables,
      nowMs: clock.now(),
      print: (line, stream) => {
        print(line, stream);
        this.#invocation?.print(line);
      },
    });
    void this.#process.ended.then((how) => {
      this.#alive = false;
      const about = this.#invocation ? `RequestId: ${this.#invocation.requestId} Error: ` : '';
      this.#api.ended(FunctionError.of('Runtime.ExitError', about + exitMessage(how)));
    });
  }

  async #serve(handle: HttpHandler): Promise<LoopbackServer> {
    const server = await serveLoopback(handle);
    this.#servers.push(server);
    return server;
  }

  /** Lines printed before the answer are in pipes that the same turn of the event loop reads, so they are waited for. */
  async #within<Value>(timeoutMs: number, message: string, waitedFor: Promise<Value>): Promise<Value> {
    const timer = setTimeout(() => {
      this.#api.fail(FunctionError.of('Sandbox.Timedout', message));
      void this.close();
    }, timeoutMs);
    try {
      return await waitedFor;
    } finally {
      clearTimeout(timer);
      await new Promise(setImmediate);
    }
  }
}

function exitMessage(how: number | string): string {
  if (how === 0) return 'Runtime exited without providing a reason';
  return typeof how === 'number'
    ? `Runtime exited with error: exit status ${how}`
    : `Runtime exited with error: signal: ${how}`;
}

function stopped(): FunctionError {
  return FunctionError.of('Runtime.ExitError', 'the environment was closed while it started');
}
