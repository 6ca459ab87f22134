import { randomUUID } from 'node:crypto';
import { agentHandler } from '../appconfig/agent-http.ts';
import type { Clock } from '../clock.ts';
import { type AgentFactory, agentRequest, isAgentLayer } from './agent-extension.ts';
import { unpackCode } from './code-directory.ts';
import { type CodeFacts, codeFacts, type Settings } from './configuration.ts';
import { EnvironmentPool } from './environment-pool.ts';
import { throttled } from './errors.ts';
import type { EnvironmentImage } from './execution-environment.ts';
import { FunctionError } from './function-error.ts';
import { functionVariables } from './function-variables.ts';

/** One line that a function printed. */
export interface LogLine {
  readonly functionName: string;
  readonly logGroup: string;
  /** When it was read, by the host's clock: epoch milliseconds. */
  readonly timestampMs: number;
  readonly line: string;
}

/** What Lambda counts of one invocation, under the names of its metrics; `Duration` in milliseconds of real time. */
export interface InvocationMetrics {
  readonly functionName: string;
  readonly timestampMs: number;
  readonly values: Readonly<Partial<Record<'Invocations' | 'Errors' | 'Throttles' | 'Duration', number>>>;
}

/** What the functions of a host have in common. */
export interface FunctionHost {
  readonly clock: Clock;
  readonly endpointUrl: () => string;
  readonly agents: AgentFactory;
  readonly log: (line: LogLine) => void;
  readonly metrics: (metrics: InvocationMetrics) => void;
  /** Told that an invocation begins, cold start included; what it returns is called at the end. */
  readonly begin: () => () => void;
  /** Most environments of a function at a time. */
  readonly environmentLimit: number;
  /** Directory for whatever is on disk. */
  readonly scratch: string;
  /** Module that runs the handler, see `layOutRuntime`. */
  readonly main: string;
}

/** What belongs to one version of code and settings. */
type CodeStamp = CodeFacts & { readonly LastModified: string; readonly RevisionId: string };

/** An answer, and what the function printed until then. */
export interface Answered {
  readonly payload: string;
  readonly printed: readonly string[];
  /** What the function answered in place of a result. */
  readonly error?: FunctionError;
}

/** A function: what it is configured with, its code on disk and its execution environments. */
export class HostedFunction {
  /** Most invocations at a time; `undefined` = as many as the host has room for. */
  reservedConcurrency: number | undefined;
  readonly #host: FunctionHost;
  #settings: Settings;
  #directory: string;
  #code: CodeStamp;
  #pool: EnvironmentPool;
  /** With code or settings of before, as long as something runs there. */
  #retired: EnvironmentPool[] = [];
  #running = 0;

  constructor(host: FunctionHost, settings: Settings, zip: Uint8Array) {
    this.#host = host;
    this.#settings = settings;
    this.#directory = unpackCode(zip, host.scratch);
    this.#code = this.#stamped(codeFacts(zip));
    this.#pool = this.#createPool();
  }

  get configuration(): Settings {
    return { ...this.#settings, ...this.#code };
  }

  /** Environments that have started, or are starting, with the present code and settings. */
  get environments(): number {
    return this.#pool.size;
  }

  /** What runs or waits goes on with the code of before; the same bytes are no change. */
  updateCode(zip: Uint8Array): void {
    const facts = codeFacts(zip);
    if (facts.CodeSha256 === this.#code.CodeSha256) return;
    this.#directory = unpackCode(zip, this.#host.scratch);
    this.#code = this.#stamped(facts);
    this.#replacePool();
  }

  /** What runs or waits goes on with the settings of before. */
  updateSettings(settings: Settings): void {
    this.#settings = settings;
    this.#code = this.#stamped(this.#code);
    this.#replacePool();
  }

  /** Never rejects for what the function does. @throws `TooManyRequestsException` beyond the reserved concurrency. */
  async invoke(requestId: string, payload: string): Promise<Answered> {
    if (this.#running >= (this.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      this.#count({ Throttles: 1 });
      throw throttled();
    }
    this.#running += 1;
    const end = this.#host.begin();
    const startedMs = performance.now();
    try {
      const answered = await this.#answer(requestId, payload);
      const Duration = performance.now() - startedMs;
      this.#count({ Invocations: 1, Errors: answered.error ? 1 : 0, Throttles: 0, Duration });
      return answered;
    } finally {
      this.#running -= 1;
      end();
    }
  }

  /** Ends environments that have been idle since this moment or before, epoch milliseconds. */
  endIdleSince(ms: number): void {
    this.#pool.endIdleSince(ms);
  }

  /** Lets what runs or waits come to its end, and ends the environments. */
  retire(): void {
    this.#pool.retire();
  }

  /** Ends the environments now, those with code or settings of before too. */
  async close(): Promise<void> {
    await Promise.all([this.#pool, ...this.#retired].map((pool) => pool.close()));
  }

  async #answer(requestId: string, payload: string): Promise<Answered> {
    const printed: string[] = [];
    const print = (line: string) => void printed.push(line);
    try {
      return { payload: await this.#pool.invoke({ requestId, payload, print }), printed };
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      if (error.isOfLambda) {
        print(error.message);
        this.#log(error.message);
      }
      return { payload: error.payload, printed, error };
    }
  }

  #replacePool(): void {
    this.#pool.retire();
    this.#retired = [...this.#retired, this.#pool].filter(({ isEmpty }) => !isEmpty);
    this.#pool = this.#createPool();
  }

  #createPool(): EnvironmentPool {
    const { environmentLimit, clock } = this.#host;
    return new EnvironmentPool({ image: this.#image(), limit: environmentLimit, clock });
  }

  #image(): EnvironmentImage {
    const { main, scratch, clock, endpointUrl } = this.#host;
    const settings = this.#settings;
    const directory = this.#directory;
    const agentFor = this.#agentFor();
    return {
      main,
      scratch,
      directory,
      handler: settings.Handler,
      functionArn: settings.FunctionArn,
      memoryMb: settings.MemorySize,
      timeoutMs: settings.Timeout * 1000,
      variablesFor: (environment) =>
        functionVariables({ settings, directory, endpointUrl: endpointUrl() }, environment),
      ...(agentFor && { agentFor }),
      clock,
      print: (line) => this.#log(line),
    };
  }

  #log(line: string): void {
    const { clock, log } = this.#host;
    const { FunctionName: functionName, LoggingConfig } = this.#settings;
    log({ functionName, logGroup: LoggingConfig?.LogGroup ?? '', timestampMs: clock.now(), line });
  }

  #agentFor(): EnvironmentImage['agentFor'] {
    const { Layers = [], Environment } = this.#settings;
    if (!Layers.some(({ Arn = '' }) => isAgentLayer(Arn))) return undefined;
    const request = agentRequest(Environment?.Variables ?? {});
    return (session) => agentHandler(this.#host.agents({ session, ...request }));
  }

  #stamped(facts: CodeFacts): CodeStamp {
    return {
      ...facts,
      LastModified: new Date(this.#host.clock.now()).toISOString(),
      RevisionId: randomUUID(),
    };
  }

  #count(values: InvocationMetrics['values']): void {
    const timestampMs = this.#host.clock.now();
    this.#host.metrics({ functionName: this.#settings.FunctionName, timestampMs, values });
  }
}
