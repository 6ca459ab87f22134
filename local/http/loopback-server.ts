import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { ServiceError } from './service-error.ts';

/** One request, read to its end; header names in lower case, `content-encoding: gzip` already undone. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /**
   * How the exchange goes wrong: `hang` never answers, `reset` closes without a word, `cut` closes after `body`, short
   * of the `content-length` that `headers` must promise. The first two ignore everything else.
   */
  readonly connection?: 'hang' | 'reset' | 'cut';
  /**
   * Goes on after `body`: takes what more is written with, once the head has left, and gives what is to be done when
   * the answer has ended, on either side. Not together with a `content-length` or `connection`.
   */
  readonly stream?: (out: ResponseStream) => () => void;
}

/** An answer that has no end yet. */
export interface ResponseStream {
  write(text: string): void;
  /** Ends the answer as the protocol has it. */
  end(): void;
}

export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `handle` on 127.0.0.1, HTTP/1.1 and HTTP/2 cleartext on the same port: the Bedrock runtime client speaks
 * HTTP/2 with prior knowledge, every other client HTTP/1.1. `port` 0 (default) takes a free one.
 */
export async function serveLoopback(handle: HttpHandler, port = 0): Promise<LoopbackServer> {
  const http1 = createHttp1((request, response) => void answer(handle, request, response));
  // Clients keep connections for long: one that was closed as idle while its next request is on the way fails that request.
  http1.keepAliveTimeout = 0;
  const http2 = createHttp2((request, response) => void answer(handle, request, response));
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    // Not a `data` listener: a flowing socket would hand bytes to no one once an HTTP/2 session has taken it over.
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.unshift(first);
      // Every HTTP/2 connection opens with the preface "PRI * HTTP/2.0" (RFC 9113 section 3.4).
      (first.toString('latin1', 0, 3) === 'PRI' ? http2 : http1).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const bound = (listener.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function answer(
  handle: HttpHandler,
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
): Promise<void> {
  const reply = await handleSafely(handle, request);
  if (reply.connection === 'hang') return;
  if (reply.connection === 'reset') return drop(response);
  const body = Buffer.from(reply.body ?? '');
  if (reply.stream !== undefined) return goOn(reply, reply.stream, body, response);
  response.writeHead(reply.status, { 'content-length': String(body.length), ...reply.headers });
  const stream: Writable = response;
  if (reply.connection === 'cut') stream.write(body, () => drop(response));
  else stream.end(body);
}

function goOn(
  { status, headers }: HttpResponse,
  follow: (out: ResponseStream) => () => void,
  body: Buffer,
  response: ServerResponse | Http2ServerResponse,
): void {
  response.writeHead(status, { ...headers });
  const stream: Writable = response;
  stream.write(body);
  const leave = follow({ write: (text) => void stream.write(text), end: () => void stream.end() });
  stream.once('close', leave);
}

function drop(response: ServerResponse | Http2ServerResponse): void {
  if ('stream' in response) response.stream.destroy();
  else response.destroy();
}

async function handleSafely(
  handle: HttpHandler,
  request: IncomingMessage | Http2ServerRequest,
): Promise<HttpResponse> {
  try {
    return await handle(await read(request));
  } catch (error) {
    if (error instanceof ServiceError) return serviceErrorResponse(error);
    return { status: 500, body: `internal error in the local endpoint: ${String(error)}` };
  }
}

/** The restJson and awsJson form of an error; the SDK reads the class from either place. */
export function serviceErrorResponse(error: ServiceError): HttpResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.name },
    body: JSON.stringify({
      __type: error.name,
      message: error.message,
      Message: error.message,
      ...error.members,
    }),
  };
}

async function read(request: IncomingMessage | Http2ServerRequest): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const raw = Buffer.concat(chunks);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw,
  };
}
