import { type LoopbackServer, serveLoopback } from '../../local/http/loopback-server.ts';
import { FunctionError, RuntimeApi } from './runtime-api.ts';
import { RuntimeProcess } from './runtime-process.ts';

export interface LambdaFunction {
  /** Directory of the artefact. */
  readonly directory: string;
  /** As in the function's configuration, e.g. `index.handler`. */
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Longest invocation; default 8,000, shorter than Lambda would wait for our functions. */
  readonly timeoutMs?: number;
}

export interface Invocation {
  /** What the handler returned. */
  readonly reply: unknown;
  /** Lines written to standard output meanwhile. */
  readonly printed: readonly string[];
  readonly elapsedMs: number;
}

/** As Lambda's limit on a cold start. */
const INIT_TIMEOUT_MS = 10_000;

const DEFAULT_TIMEOUT_MS = 8000;

interface Parts {
  readonly api: RuntimeApi;
  readonly process: RuntimeProcess;
  readonly server: LoopbackServer;
}

/** One execution environment: a process of its own, and the runtime API it is served by. */
export class LambdaHost {
  /** Milliseconds from the start of the process until it asked for its first event. */
  readonly initMs: number;
  readonly process: RuntimeProcess;
  readonly #parts: Parts;
  readonly #timeoutMs: number;

  private constructor(parts: Parts, initMs: number, timeoutMs = DEFAULT_TIMEOUT_MS) {
    this.#parts = parts;
    this.process = parts.process;
    this.initMs = initMs;
    this.#timeoutMs = timeoutMs;
  }

  /** Resolves when the cold start is over; rejects with a `FunctionError` when it fails. */
  static async start(of: LambdaFunction): Promise<LambdaHost> {
    const api = new RuntimeApi();
    const server = await serveLoopback(api.handle);
    const startedMs = performance.now();
    const variables = { ...lambdaVariables(of, server.port), ...of.variables };
    const parts = { api, server, process: new RuntimeProcess({ ...of, variables }) };
    parts.process.ended.then((how) => {
      api.fail(new FunctionError('Runtime.ExitError', `the process ended: ${how}`));
    });
    try {
      await within(INIT_TIMEOUT_MS, parts, api.ready);
      return new LambdaHost(parts, performance.now() - startedMs, of.timeoutMs);
    } catch (error) {
      await close(parts);
      throw error;
    }
  }

  /** One event at a time. Rejects with a `FunctionError`; after a time-out the process is gone. */
  async invoke(event: unknown): Promise<Invocation> {
    const startedMs = performance.now();
    const printedBefore = this.process.stdout.length;
    const answer = this.#parts.api.invoke(event, Date.now() + this.#timeoutMs);
    const reply = await within(this.#timeoutMs, this.#parts, answer);
    const elapsedMs = performance.now() - startedMs;
    const printed = this.process.stdout.slice(printedBefore).split('\n').slice(0, -1);
    return { reply, printed, elapsedMs };
  }

  /** Ends process and server; may be called twice. */
  async close(): Promise<void> {
    await close(this.#parts);
  }
}

async function close({ process, server }: Parts): Promise<void> {
  await process.kill();
  await server.close();
}

async function within<Value>(
  timeoutMs: number,
  { api, process }: Parts,
  waitedFor: Promise<Value>,
): Promise<Value> {
  const timer = setTimeout(() => {
    api.fail(new FunctionError('Sandbox.Timedout', `no answer within ${timeoutMs} ms`));
    void process.kill();
  }, timeoutMs);
  try {
    return await waitedFor;
  } finally {
    clearTimeout(timer);
  }
}

/** What Lambda itself puts into the environment of a function. */
function lambdaVariables({ directory, handler }: LambdaFunction, port: number): Record<string, string> {
  return {
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    AWS_LAMBDA_FUNCTION_NAME: 'local',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: handler,
    TZ: ':UTC',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // The function runs on a newer Node.js than the tests may; the SDK would warn of the older on standard error.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
