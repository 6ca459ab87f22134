import { onTestFinished } from 'vitest';
import { type HttpHandler, type LoopbackServer, serveLoopback } from '../../local/http/loopback-server.ts';

interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** What an SDK client needs to talk to a server on loopback; one attempt, so that a test sees what was answered first. */
export function connectionTo({ url }: LoopbackServer): Connection {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 };
}

/** Serves `handle` and connects an SDK client to it, both until the running test is over. */
export async function connect<Client extends { destroy(): void }>(
  ClientClass: new (connection: Connection) => Client,
  handle: HttpHandler,
): Promise<{ readonly client: Client; readonly server: LoopbackServer }> {
  const server = await serveLoopback(handle);
  const client = new ClientClass(connectionTo(server));
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return { client, server };
}
