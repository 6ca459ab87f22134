import { randomUUID } from 'node:crypto';
import type { HttpHandler, HttpRequest, HttpResponse } from '../../local/http/loopback-server.ts';
import { routed } from '../../local/http/router.ts';
import { type Deferred, deferred } from './deferred.ts';

/** What a handler threw, or why there is no answer from it; `name` as the runtime reports it. */
export class FunctionError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const API = '/2018-06-01/runtime';

/** Lambda's runtime API of one execution environment: what its runtime asks for events and hands answers to. */
export class RuntimeApi {
  readonly handle: HttpHandler = routed([
    ['GET', `${API}/invocation/next`, () => this.#nextEvent()],
    ['POST', `${API}/invocation/{id}/response`, ({ body }) => this.#answered(body)],
    ['POST', `${API}/invocation/{id}/error`, (request) => this.#failed(request)],
    ['POST', `${API}/init/error`, (request) => this.#failed(request)],
  ]);
  readonly #asked = deferred<void>();
  #event = deferred<HttpResponse>();
  #outcome: Deferred<unknown> | undefined;

  /** Resolves when the runtime has asked for its first event: the cold start is over. Rejects when it failed. */
  get ready(): Promise<void> {
    return this.#asked.promise;
  }

  /** Hands in one event and resolves with the answer; one at a time. Rejects with a `FunctionError`. */
  invoke(event: unknown, deadlineMs: number): Promise<unknown> {
    const outcome = deferred<unknown>();
    this.#outcome = outcome;
    this.#event.resolve({
      status: 200,
      headers: {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': randomUUID(),
        'lambda-runtime-deadline-ms': String(deadlineMs),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:local',
      },
      body: JSON.stringify(event),
    });
    return outcome.promise;
  }

  /** Ends whatever is waited for. */
  fail(error: FunctionError): void {
    this.#asked.reject(error);
    this.#outcome?.reject(error);
  }

  /** An event may come before it is asked for: the environment that has just answered may not have asked again yet. */
  async #nextEvent(): Promise<HttpResponse> {
    this.#asked.resolve();
    const event = await this.#event.promise;
    this.#event = deferred();
    return event;
  }

  #answered(body: Buffer): HttpResponse {
    this.#outcome?.resolve(JSON.parse(body.toString()));
    return { status: 202 };
  }

  #failed({ body }: HttpRequest): HttpResponse {
    const { errorType, errorMessage } = JSON.parse(body.toString());
    this.fail(new FunctionError(errorType, errorMessage));
    return { status: 202 };
  }
}
