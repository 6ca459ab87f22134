import { jsonResponse } from '../http/json-response.ts';
import type { HttpRequest, HttpResponse, ResponseStream } from '../http/loopback-server.ts';
import { routed } from '../http/router.ts';
import { ServiceError } from '../http/service-error.ts';
import type { AnalyticsEvent, LaunchDarkly, StreamMessage } from './launchdarkly.ts';

/** The three services that an SDK has addresses of. */
export type LaunchDarklyService = 'streaming' | 'polling' | 'events';

/**
 * How a service goes wrong: `hang` never answers, `reset` closes without a word, `status` answers with an error,
 * `silent` opens a stream and says nothing on it, `garbled` sends a stream or poll that is no JSON, `slow` answers as
 * ever after so many milliseconds of the machine's time.
 */
export type LaunchDarklyFault =
  | { readonly kind: 'hang' | 'reset' | 'silent' | 'garbled' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'slow'; readonly afterMs: number };

const SERVICES: Readonly<Record<string, LaunchDarklyService>> = {
  '/all': 'streaming',
  '/sdk/latest-all': 'polling',
  '/bulk': 'events',
  '/diagnostic': 'events',
};

const STREAM_HEAD = { status: 200, headers: { 'content-type': 'text/event-stream' } };

/** A line that server-sent events ignore: it makes the head of the answer leave. */
const COMMENT = ':\n';

/** Streaming, polling and events of one environment at one address, as the server-side SDKs ask for them. */
export class LaunchDarklyEndpoint {
  /** What is wrong with a service; streams that are open stay open. */
  readonly faults = new Map<LaunchDarklyService, LaunchDarklyFault>();
  readonly #engine: LaunchDarkly;
  readonly #streams = new Set<ResponseStream>();
  readonly #route: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

  constructor(engine: LaunchDarkly) {
    this.#engine = engine;
    this.#route = routed([
      [
        'GET',
        '/all',
        () => this.#stream((out) => engine.follow((message) => out.write(serverSent(message)))),
      ],
      ['GET', '/sdk/latest-all', (request) => poll(engine, request)],
      ['POST', '/bulk', (request) => takeEvents(engine, request)],
      ['POST', '/diagnostic', (request) => takeDiagnostic(engine, request)],
    ]);
  }

  /** Streams that are open. */
  get streams(): number {
    return this.#streams.size;
  }

  /** Ends every stream that is open; the SDKs open new ones. */
  cutStreams(): void {
    for (const stream of this.#streams) stream.end();
  }

  /** Answers one request; `HttpHandler` of a server. */
  readonly handle = async (request: HttpRequest): Promise<HttpResponse> => {
    const fault = this.faults.get(SERVICES[request.path] ?? 'polling');
    if (fault?.kind === 'slow') await wait(fault.afterMs);
    const faulty = fault && this.#faulty(fault, request.path);
    if (faulty !== undefined) return faulty;
    if (request.headers.authorization !== this.#engine.sdkKey) return { status: 401 };
    return this.#route(request);
  };

  #faulty(fault: LaunchDarklyFault, path: string): HttpResponse | undefined {
    switch (fault.kind) {
      case 'hang':
      case 'reset':
        return { status: 0, connection: fault.kind };
      case 'status':
        return { status: fault.status };
      case 'silent':
        return this.#stream(() => () => {});
      case 'garbled':
        if (path !== '/all') return { status: 200, body: '{' };
        return this.#stream((out) => {
          out.write('event: put\ndata: {\n\n');
          return () => {};
        });
      case 'slow':
        return undefined;
    }
  }

  #stream(follow: (out: ResponseStream) => () => void): HttpResponse {
    return {
      ...STREAM_HEAD,
      body: COMMENT,
      stream: (out) => {
        this.#streams.add(out);
        const leave = follow(out);
        return () => {
          this.#streams.delete(out);
          leave();
        };
      },
    };
  }
}

function serverSent({ event, data }: StreamMessage): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function poll(engine: LaunchDarkly, { headers }: HttpRequest): HttpResponse {
  const etag = `"${engine.version}"`;
  if (headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
  const { headers: known, ...response } = jsonResponse(200, engine.data());
  return { ...response, headers: { ...known, etag } };
}

function takeEvents(engine: LaunchDarkly, request: HttpRequest): HttpResponse {
  const batch = parsed(request);
  if (!Array.isArray(batch)) throw new ServiceError('BadRequest', 400, 'got no list of events; send one');
  engine.receive(request.headers['x-launchdarkly-payload-id'] ?? '', batch as AnalyticsEvent[]);
  return { status: 202 };
}

function takeDiagnostic(engine: LaunchDarkly, request: HttpRequest): HttpResponse {
  engine.receiveDiagnostic(parsed(request));
  return { status: 202 };
}

function parsed({ body }: HttpRequest): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceError('BadRequest', 400, 'got a body that is no JSON; send JSON');
  }
}

/** The timer keeps no process alive: an SDK that has given up is waited for by nobody. */
function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
