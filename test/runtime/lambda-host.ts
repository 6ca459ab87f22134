import { randomUUID } from 'node:crypto';
import { systemClock } from '../../lambda/clock.ts';
import { ExecutionEnvironment } from '../../local/lambda/execution-environment.ts';
import { layOutRuntime } from '../../local/lambda/runtime-files.ts';
import { aDirectory } from '../lib/helpers/scratch.ts';

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

const DEFAULT_TIMEOUT_MS = 8000;

/** Of Lambda's own variables those that the artefacts need. */
const LAMBDA_VARIABLES = {
  TZ: ':UTC',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  // The function runs on a newer Node.js than the tests may; the SDK would warn of the older on standard error.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

let main: string | undefined;

/** One execution environment, for the variables and the output of a test. */
export class LambdaHost {
  /** Lines of the process so far. */
  readonly printed = { stdout: [] as string[], stderr: [] as string[] };
  readonly #environment: ExecutionEnvironment;

  private constructor({ directory, handler, variables, timeoutMs = DEFAULT_TIMEOUT_MS }: LambdaFunction) {
    main ??= layOutRuntime(aDirectory());
    this.#environment = new ExecutionEnvironment({
      main,
      scratch: aDirectory(),
      directory,
      handler,
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:local',
      memoryMb: 1024,
      timeoutMs,
      variablesFor: () => ({ ...LAMBDA_VARIABLES, ...variables }),
      clock: systemClock,
      print: (line, stream) => void this.printed[stream].push(line),
    });
  }

  /** Resolves when the cold start is over; rejects with a `FunctionError` when it fails. */
  static async start(of: LambdaFunction): Promise<LambdaHost> {
    const host = new LambdaHost(of);
    await host.#environment.start();
    return host;
  }

  get processId(): number | undefined {
    return this.#environment.processId;
  }

  /** One event at a time. Rejects with a `FunctionError`; after a time-out the process is gone. */
  async invoke(event: unknown): Promise<Invocation> {
    const startedMs = performance.now();
    const { stdout } = this.printed;
    const printedBefore = stdout.length;
    const payload = JSON.stringify(event);
    const answer = await this.#environment.invoke({ requestId: randomUUID(), payload, print: () => {} });
    const elapsedMs = performance.now() - startedMs;
    return { reply: JSON.parse(answer), printed: stdout.slice(printedBefore), elapsedMs };
  }

  /** Ends the process; may be called twice. */
  async close(): Promise<void> {
    await this.#environment.close();
  }
}
