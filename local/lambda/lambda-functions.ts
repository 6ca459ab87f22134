import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CreateFunctionRequest,
  FunctionConfiguration,
  FunctionEventInvokeConfig,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import type { FunctionInvoker } from '../appconfig/function-invoker.ts';
import { inRange, settingsOf } from './configuration.ts';
import { conflict, functionNotFound } from './errors.ts';
import {
  DEFAULT_EVENT_LIMITS,
  type DeliveryOutcome,
  type EventLimits,
  EventQueue,
  type GivenUp,
} from './event-queue.ts';
import { failureRecord } from './failure-record.ts';
import { functionNameIn } from './function-name.ts';
import { type FunctionUrl, FunctionUrls } from './function-urls.ts';
import {
  type Answered,
  type FunctionHost,
  HostedFunction,
  type InvocationMetrics,
} from './hosted-function.ts';
import { layOutRuntime } from './runtime-files.ts';

export interface LambdaFunctionsOptions
  extends Pick<FunctionHost, 'clock' | 'endpointUrl' | 'agents' | 'log'> {
  /** Told of every invocation; default nobody. */
  readonly metrics?: (metrics: InvocationMetrics) => void;
  /** Told that an invocation begins, cold start included; what it returns is called at the end. Default nobody. */
  readonly begin?: () => () => void;
  /** Takes what goes to a destination, by its ARN; default nobody. Throws when there is none. */
  readonly send?: (destinationArn: string, body: string) => void;
  /** Most environments of a function at a time, default 10; beyond it an event waits. */
  readonly environmentLimit?: number;
  /** How long an environment without an event stays, by the clock; default 10 minutes. AWS does not say. */
  readonly idleLimitMs?: number;
}

/** A function as it is created, in the SDK's form but for its zip, which is always at hand. */
export type NewFunction = Omit<CreateFunctionRequest, 'Code'> & { readonly Code: Code };

/** What of {@link NewFunction} can change: what is there replaces what was, and `undefined` is the default. */
export type FunctionChanges = Omit<UpdateFunctionConfigurationRequest, 'FunctionName'>;

/** What becomes of the events of a function. */
export type EventInvokeConfig = Pick<
  FunctionEventInvokeConfig,
  'DestinationConfig' | 'MaximumEventAgeInSeconds' | 'MaximumRetryAttempts'
>;

interface Code {
  readonly ZipFile: Uint8Array;
}

interface Entry {
  readonly hosted: HostedFunction;
  readonly events: EventQueue;
  /** As last asked for. */
  request: Omit<CreateFunctionRequest, 'Code'>;
  eventLimits: EventLimits;
  /** ARN of the destination for events that are given up. */
  onFailure?: string | undefined;
}

const DEFAULT_IDLE_LIMIT_MS = 600_000;

/**
 * Lambda: functions from uploaded zips, each environment a Node.js process under the real runtime client. What happens
 * at a later moment, another attempt or the end of an idle environment, happens at `tick()`. A function is named by
 * name or ARN. `local/BEHAVIOUR.md`, "Lambda", is its specification.
 */
export class LambdaFunctions implements FunctionInvoker {
  readonly #host: FunctionHost;
  readonly #send: (destinationArn: string, body: string) => void;
  readonly #idleLimitMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #urls = new FunctionUrls();
  /** Deleted, and perhaps not yet at an end. */
  readonly #deleted: HostedFunction[] = [];

  /** @throws when `aws-lambda-ric` is not installed; the error says how to. */
  constructor({ idleLimitMs = DEFAULT_IDLE_LIMIT_MS, send = () => {}, ...options }: LambdaFunctionsOptions) {
    const scratch = mkdtempSync(join(tmpdir(), 'model-rollout-lambda-'));
    this.#host = {
      metrics: () => {},
      begin: () => () => {},
      environmentLimit: 10,
      ...options,
      scratch,
      main: layOutRuntime(scratch),
    };
    this.#idleLimitMs = idleLimitMs;
    this.#send = send;
  }

  /** @throws `ResourceConflictException` for a name that exists; `InvalidParameterValueException`. */
  create({ Code, ...request }: NewFunction): FunctionConfiguration {
    const settings = settingsOf(request);
    const name = settings.FunctionName;
    if (this.#entries.has(name)) throw conflict(`function already exists: ${name}`);
    const hosted = new HostedFunction(this.#host, settings, Code.ZipFile);
    const events = new EventQueue({
      clock: this.#host.clock,
      deliver: (payload) => deliver(hosted, payload),
      limits: () => entry.eventLimits,
      givenUp: (event) => this.#giveUp(entry, event),
    });
    const entry: Entry = { hosted, events, request, eventLimits: DEFAULT_EVENT_LIMITS };
    this.#entries.set(name, entry);
    return hosted.configuration;
  }

  /** Environments with the code of before end after what they are at; the same bytes change nothing. */
  updateCode(name: string, { ZipFile }: Code): FunctionConfiguration {
    const { hosted } = this.#entry(name);
    hosted.updateCode(ZipFile);
    return hosted.configuration;
  }

  /** Environments with the configuration of before end after what they are at. */
  updateConfiguration(name: string, changes: FunctionChanges): FunctionConfiguration {
    const entry = this.#entry(name);
    // Cast: of the types of the SDK, that of an update allows `undefined` where that of a creation wants a name or a role.
    const request = { ...entry.request, ...changes } as Entry['request'];
    entry.hosted.updateSettings(settingsOf(request));
    entry.request = request;
    return entry.hosted.configuration;
  }

  /** `undefined` = no reserved concurrency; 0 throttles every invocation. */
  putConcurrency(name: string, reserved: number | undefined): void {
    const { hosted } = this.#entry(name);
    if (reserved !== undefined) inRange('ReservedConcurrentExecutions', reserved, 0, 1000);
    hosted.reservedConcurrency = reserved;
  }

  /** Environments end after what they are at; events that wait for another attempt are forgotten. */
  delete(name: string): void {
    const { hosted, events } = this.#entry(name);
    const { FunctionName } = hosted.configuration;
    this.#entries.delete(FunctionName);
    this.#urls.forget(FunctionName);
    events.clear();
    hosted.retire();
    this.#deleted.push(hosted);
  }

  get(name: string): FunctionConfiguration {
    return this.#entry(name).hosted.configuration;
  }

  /** All functions, by name. */
  list(): FunctionConfiguration[] {
    const names = [...this.#entries.keys()].sort();
    return names.map((name) => this.get(name));
  }

  /** Environments of a function that have started, or are starting, with its present code and configuration. */
  environments(name: string): number {
    return this.#entry(name).hosted.environments;
  }

  /**
   * Resolves to what the function returns; rejects with a `FunctionError` when it fails, with a `ServiceError` when there
   * is none or it is throttled.
   */
  async invoke(name: string, payload: unknown): Promise<unknown> {
    const answered = await this.invokeRaw(name, JSON.stringify(payload ?? {}));
    if (answered.error) throw answered.error;
    return JSON.parse(answered.payload);
  }

  /** JSON in, JSON out; a function's error is an answer. Rejects as {@link invoke} does otherwise. */
  async invokeRaw(name: string, payload: string, requestId: string = randomUUID()): Promise<Answered> {
    return this.#entry(name).hosted.invoke(requestId, payload);
  }

  /** Accepts an event, JSON, without waiting for an answer; one that fails is tried again. */
  invokeAsync(name: string, payload: string): void {
    this.#entry(name).events.accept(payload);
  }

  /**
   * How often and how long an event is tried, and where it goes then; replaces what was set. Default twice more, 6 hours,
   * nowhere.
   */
  putEventInvokeConfig(name: string, config: EventInvokeConfig): void {
    const { MaximumRetryAttempts = 2, MaximumEventAgeInSeconds = 21_600, DestinationConfig } = config;
    const entry = this.#entry(name);
    entry.onFailure = DestinationConfig?.OnFailure?.Destination;
    entry.eventLimits = {
      maximumRetryAttempts: inRange('MaximumRetryAttempts', MaximumRetryAttempts, 0, 2),
      maximumAgeMs: inRange('MaximumEventAgeInSeconds', MaximumEventAgeInSeconds, 60, 21_600) * 1000,
    };
  }

  deleteEventInvokeConfig(name: string): void {
    const entry = this.#entry(name);
    entry.eventLimits = DEFAULT_EVENT_LIMITS;
    entry.onFailure = undefined;
  }

  /** The address of a function, with a slash at the end. `authType` `AWS_IAM` or `NONE`. */
  createUrl(name: string, authType: string): string {
    return this.#address(this.#urls.create(this.#nameOf(name), authType));
  }

  updateUrl(name: string, authType: string): string {
    return this.#address(this.#urls.update(this.#nameOf(name), authType));
  }

  deleteUrl(name: string): void {
    this.#urls.delete(this.#nameOf(name));
  }

  /** The address of a function that has one. */
  urlOf(name: string): string | undefined {
    const url = this.#urls.of(this.#nameOf(name));
    return url && this.#address(url);
  }

  findUrl(id: string): FunctionUrl | undefined {
    return this.#urls.find(id);
  }

  /** Brings events that wait and idle environments up to the clock. */
  tick(): void {
    const idleSinceMs = this.#host.clock.now() - this.#idleLimitMs;
    for (const { hosted, events } of this.#entries.values()) {
      hosted.endIdleSince(idleSinceMs);
      events.tick();
    }
  }

  /** Ends every process, whatever it is at, and removes what is on disk. */
  async close(): Promise<void> {
    const hosted = [...this.#entries.values()].map((entry) => entry.hosted);
    for (const { events } of this.#entries.values()) events.clear();
    this.#entries.clear();
    await Promise.all([...hosted, ...this.#deleted].map((one) => one.close()));
    rmSync(this.#host.scratch, { recursive: true, force: true });
  }

  #giveUp({ hosted, onFailure }: Entry, event: GivenUp): void {
    if (onFailure === undefined) return;
    const record = failureRecord(hosted.configuration.FunctionArn, event, this.#host.clock.now());
    this.#send(onFailure, JSON.stringify(record));
  }

  #address({ id }: FunctionUrl): string {
    return `${this.#host.endpointUrl()}/lambda-url/${id}/`;
  }

  #nameOf(name: string): string {
    return this.#entry(name).hosted.configuration.FunctionName;
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(functionNameIn(name));
    if (entry === undefined) throw functionNotFound(name);
    return entry;
  }
}

async function deliver(hosted: HostedFunction, payload: string): Promise<DeliveryOutcome> {
  try {
    const { error } = await hosted.invoke(randomUUID(), payload);
    return error ? 'failed' : 'done';
  } catch {
    return 'throttled';
  }
}
