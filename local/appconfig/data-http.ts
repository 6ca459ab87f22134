import type { StartConfigurationSessionRequest } from '@aws-sdk/client-appconfigdata';
import { jsonResponse } from '../http/json-response.ts';
import type { HttpResponse } from '../http/loopback-server.ts';
import type { Route } from '../http/router.ts';
import type { AppConfigData } from './appconfig-data.ts';

/** The data plane's two operations as the SDK sends them (restJson1), for `routed`. */
export function appConfigDataRoutes(data: AppConfigData): Route[] {
  return [
    ['POST', '/configurationsessions', ({ body }) => start(data, body.toString('utf8'))],
    ['GET', '/configuration', ({ query }) => latest(data, query.get('configuration_token') ?? undefined)],
  ];
}

function start(data: AppConfigData, body: string): HttpResponse {
  // Cast: the wire's shape; the engine checks the members it uses.
  const input = JSON.parse(body) as StartConfigurationSessionRequest;
  return jsonResponse(201, data.startConfigurationSession(input));
}

/** The configuration is the body itself; everything else of the answer travels in headers. */
function latest(data: AppConfigData, token: string | undefined): HttpResponse {
  const output = data.getLatestConfiguration({ ConfigurationToken: token });
  return {
    status: 200,
    headers: {
      'next-poll-configuration-token': output.NextPollConfigurationToken ?? '',
      'next-poll-interval-in-seconds': String(output.NextPollIntervalInSeconds),
      'content-type': output.ContentType ?? '',
      ...(output.VersionLabel === undefined ? {} : { 'version-label': output.VersionLabel }),
    },
    body: output.Configuration ?? '',
  };
}
