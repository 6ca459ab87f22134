import { Agent, get, type IncomingMessage, type OutgoingHttpHeaders, type RequestOptions } from 'node:http';
import { RolloutError } from '../rollout-error.ts';
import { contentHash } from './content-hash.ts';
import type { SourcedDocument } from './flag-source.ts';
import { sourceFailure } from './source-failure.ts';

/** Port the AppConfig agent listens on unless `AWS_APPCONFIG_EXTENSION_HTTP_PORT` says otherwise. */
export const DEFAULT_AGENT_PORT = 2772;

/** Longest wait for the agent unless configured. It answers from memory in about a millisecond. */
export const DEFAULT_AGENT_TIMEOUT_MS = 300;

/** Largest answer read: AppConfig's highest quota for one configuration. */
export const MAX_ANSWER_BYTES = 4_096_000;

/** One configuration profile as the AppConfig agent on loopback knows it. */
export interface AgentAddress {
  /** AppConfig ids or names. */
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  /** Default {@link DEFAULT_AGENT_PORT}. */
  readonly port?: number;
  /** Limit on the whole exchange, connecting and body included; default {@link DEFAULT_AGENT_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
}

/** An answer of the agent that is not 200; its message is left out, for it may quote what was asked. */
export class AgentRefusal extends RolloutError {
  readonly status: number;

  constructor(status: number) {
    const message = `the appconfig agent answered ${status}, not 200`;
    super('flag-source-status', message, { fault: 'dependency' });
    this.status = status;
  }
}

/** Asks the AppConfig agent for one configuration profile, over connections that are kept. */
export class AgentClient {
  readonly #connections = new Agent({ keepAlive: true });
  readonly #port: number;
  readonly #path: string;
  readonly #timeoutMs: number;

  constructor(address: AgentAddress) {
    const [application, environment, profile] = [
      address.application,
      address.environment,
      address.profile,
    ].map(encodeURIComponent);
    this.#path = `/applications/${application}/environments/${environment}/configurations/${profile}`;
    this.#port = address.port ?? DEFAULT_AGENT_PORT;
    this.#timeoutMs = address.timeoutMs ?? DEFAULT_AGENT_TIMEOUT_MS;
  }

  /**
   * What the agent answers, in full. The version is its `Configuration-Version`, else a hash of the content. Rejects
   * with a `RolloutError` of fault `dependency`, an {@link AgentRefusal} where the agent answers with another status.
   *
   * @param query what follows the path, `?` included; default nothing.
   */
  async get(headers: OutgoingHttpHeaders, query = ''): Promise<SourcedDocument> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const response = await open({
        host: '127.0.0.1',
        port: this.#port,
        path: `${this.#path}${query}`,
        headers,
        agent: this.#connections,
        signal,
      });
      const bytes = await body(response);
      const version = response.headers['configuration-version'];
      return { bytes, version: typeof version === 'string' && version !== '' ? version : contentHash(bytes) };
    } catch (error) {
      if (signal.aborted) throw this.#timedOut(error);
      if (error instanceof RolloutError) throw error;
      throw sourceFailure(
        'flag-source-unreachable',
        'the appconfig agent cannot be reached on its port',
        error,
      );
    }
  }

  #timedOut(cause: unknown): RolloutError {
    const message = `the appconfig agent did not answer in full within ${this.#timeoutMs} ms`;
    return sourceFailure('flag-source-timeout', message, cause);
  }
}

/** Resolves with the head of the answer. */
function open(options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get(options, resolve);
    request.on('error', (error: NodeJS.ErrnoException) => {
      // An idle connection that the agent closed, typically while the environment was frozen, resets on its next use.
      // Each stale connection is used up once, so this ends with a new one at the latest.
      if (request.reusedSocket && error.code === 'ECONNRESET') open(options).then(resolve, reject);
      else reject(error);
    });
  });
}

async function body(response: IncomingMessage): Promise<Uint8Array> {
  if (response.statusCode !== 200) {
    response.resume();
    throw new AgentRefusal(response.statusCode ?? 0);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) throw tooLarge();
    }
  } catch (error) {
    if (error instanceof RolloutError) throw error;
    throw sourceFailure(
      'flag-source-cut',
      'the appconfig agent broke off in the middle of its answer',
      error,
    );
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(): RolloutError {
  return sourceFailure(
    'flag-source-too-large',
    `the appconfig agent answered more than ${MAX_ANSWER_BYTES} bytes`,
  );
}
