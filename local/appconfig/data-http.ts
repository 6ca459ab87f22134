import type { StartConfigurationSessionRequest } from '@aws-sdk/client-appconfigdata';
import type { HttpResponse } from '../http/loopback-server.ts';
import type { Route } from '../http/router.ts';
import type { AppConfigData } from './appconfig-data.ts';

/** The data plane's two operations as the SDK sends them (restJson1), for `routed`. */
export function appConfigDataRoutes(data: AppConfigData): Route[] {
  return [
    [
      'POST',
      '/configurationsessions',
      ({ body }) => ({
        status: 201,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          data.startConfigurationSession(
            JSON.parse(body.toString('utf8')) as StartConfigurationSessionRequest,
          ),
        ),
      }),
    ],
    ['GET', '/configuration', ({ query }) => latest(data, query.get('configuration_token') ?? undefined)],
  ];
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
