import type { HttpHandler, HttpResponse } from '../http/loopback-server.ts';
import { type RoutedRequest, routed } from '../http/router.ts';
import { type Deferred, deferred } from './deferred.ts';
import { FunctionError } from './function-error.ts';

/** One event for a function. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON. */
  readonly payload: string;
  /** The host's clock, epoch milliseconds: the function's `Date` starts from it. */
  readonly nowMs: number;
  /** On the same clock. */
  readonly deadlineMs: number;
}

/** The process ended before it took the event: another environment may have it. */
export class EventNotTakenError extends Error {
  override readonly name = 'EventNotTakenError';
  /** How the process ended. */
  readonly exit: FunctionError;

  constructor(exit: FunctionError) {
    super(exit.message);
    this.exit = exit;
  }
}

/** Lambda's limit on an answer, 6 MB and a little: bytes. */
const LONGEST_ANSWER_BYTES = 6_291_556;

const API = '/2018-06-01/runtime';

interface Invocation {
  readonly id: string;
  readonly outcome: Deferred<string>;
  taken: boolean;
}

/** Lambda's runtime API of one execution environment: what its runtime asks for events and hands answers to. */
export class RuntimeApi {
  readonly handle: HttpHandler = routed([
    ['GET', `${API}/invocation/next`, () => this.#nextEvent()],
    ['POST', `${API}/invocation/{id}/response`, (request) => this.#answered(request)],
    ['POST', `${API}/invocation/{id}/error`, (request) => this.#failed(request)],
    ['POST', `${API}/init/error`, ({ body }) => this.#initFailed(body)],
  ]);
  readonly #asked = deferred<void>();
  #event = deferred<HttpResponse>();
  #current: Invocation | undefined;

  /** Resolves when the runtime has asked for its first event: the cold start is over. Rejects when it failed. */
  get ready(): Promise<void> {
    return this.#asked.promise;
  }

  /**
   * Hands in one event and resolves with the answer, JSON; one at a time. Rejects with a {@link FunctionError}, or with
   * an {@link EventNotTakenError}.
   */
  invoke({ requestId, functionArn, payload, nowMs, deadlineMs }: RuntimeEvent): Promise<string> {
    const outcome = deferred<string>();
    this.#current = { id: requestId, outcome, taken: false };
    this.#event.resolve({
      status: 200,
      headers: {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(deadlineMs),
        'lambda-runtime-invoked-function-arn': functionArn,
        'model-rollout-now-ms': String(nowMs),
      },
      body: payload,
    });
    return outcome.promise;
  }

  /** Ends whatever is waited for. */
  fail(error: FunctionError): void {
    this.#asked.reject(error);
    this.#current?.outcome.reject(error);
  }

  /** Ends whatever is waited for: there is no process any more. */
  ended(error: FunctionError): void {
    this.#asked.reject(error);
    const lost = this.#current?.taken === false ? new EventNotTakenError(error) : error;
    this.#current?.outcome.reject(lost);
  }

  /** An event may come before it is asked for: the environment that has just answered may not have asked again yet. */
  async #nextEvent(): Promise<HttpResponse> {
    this.#asked.resolve();
    const event = await this.#event.promise;
    this.#event = deferred();
    if (this.#current) this.#current.taken = true;
    return event;
  }

  #answered({ params, body }: RoutedRequest): HttpResponse {
    const outcome = this.#outcomeOf(params.id);
    if (body.length > LONGEST_ANSWER_BYTES) {
      const sizes = `got ${body.length} bytes as an answer, allowed are ${LONGEST_ANSWER_BYTES}; answer with less`;
      outcome?.reject(FunctionError.of('Function.ResponseSizeTooLarge', sizes));
      return { status: 413 };
    }
    outcome?.resolve(body.toString());
    return { status: outcome === undefined ? 400 : 202 };
  }

  #failed({ params, body }: RoutedRequest): HttpResponse {
    const outcome = this.#outcomeOf(params.id);
    outcome?.reject(FunctionError.reported(body.toString()));
    return { status: outcome === undefined ? 400 : 202 };
  }

  #initFailed(body: Buffer): HttpResponse {
    this.#asked.reject(FunctionError.reported(body.toString()));
    return { status: 202 };
  }

  #outcomeOf(id: string | undefined): Deferred<string> | undefined {
    return this.#current?.id === id ? this.#current?.outcome : undefined;
  }
}
