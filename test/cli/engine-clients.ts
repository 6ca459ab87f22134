import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { onTestFinished } from 'vitest';
import type { AwsClients } from '../../cli/aws/clients.ts';
import { type HttpHandler, serveLoopback } from '../../local/http/loopback-server.ts';
import { connectionTo } from '../helpers/loopback-client.ts';

/** The SDK's own clients of engines that are served on loopback until the test is over, and at which address. */
export async function engineClients(
  engines: HttpHandler,
): Promise<{ readonly clients: AwsClients; readonly url: string }> {
  const server = await serveLoopback(engines);
  const connection = connectionTo(server);
  const clients = {
    appConfig: new AppConfigClient(connection),
    appConfigData: new AppConfigDataClient(connection),
    cloudWatch: new CloudWatchClient(connection),
  };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await server.close();
  });
  return { clients, url: server.url };
}
