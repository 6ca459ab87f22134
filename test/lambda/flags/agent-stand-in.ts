import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** Something on a loopback port that speaks as the AppConfig agent does, or fails as it can. */
export class AgentStandIn {
  readonly port: number;
  readonly requests: IncomingMessage[] = [];
  behave: Behaviour = status(404);
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => {
      this.requests.push(request);
      this.behave(request, response);
    });
  }

  static async start(): Promise<AgentStandIn> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new AgentStandIn(server);
  }

  /** Afterwards the port refuses connections. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

export function document(body: string | Uint8Array, version?: string): Behaviour {
  return (_request, response) => {
    const headers = version === undefined ? {} : { 'Configuration-Version': version };
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

export function status(code: number): Behaviour {
  return (_request, response) => response.writeHead(code).end('ResourceNotFoundException: secret detail');
}

/** Accepts the request and says nothing. */
export const silence: Behaviour = () => {};

/** Announces more than it sends, then breaks the connection. */
export function half(body: string, version: string): Behaviour {
  return (_request, response) => {
    response.writeHead(200, { 'Configuration-Version': version, 'content-length': body.length });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  };
}

/** Sends the first half and then nothing more. */
export function drip(body: string): Behaviour {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.slice(0, body.length / 2));
  };
}
