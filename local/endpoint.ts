import type { AppConfig } from './appconfig/appconfig.ts';
import type { AppConfigData } from './appconfig/appconfig-data.ts';
import { appConfigDataRoutes } from './appconfig/data-http.ts';
import { appConfigRoutes } from './appconfig/http.ts';
import type { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from './cloudwatch/http.ts';
import type { HttpHandler } from './http/loopback-server.ts';
import { routed } from './http/router.ts';

/** The engines that one endpoint stands for. */
export interface EndpointEngines {
  readonly appConfig: AppConfig;
  readonly appConfigData: AppConfigData;
  readonly cloudWatch: CloudWatch;
}

/** AppConfig, its data plane and CloudWatch at one address, as `AWS_ENDPOINT_URL` wants it. */
export function endpointOf({ appConfig, appConfigData, cloudWatch }: EndpointEngines): HttpHandler {
  const rest = routed([...appConfigRoutes(appConfig), ...appConfigDataRoutes(appConfigData)]);
  const metrics = cloudWatchHandler(cloudWatch);
  // Operations of CloudWatch are named by a header, those of AppConfig by method and path.
  return (request) => (request.headers['x-amz-target'] === undefined ? rest(request) : metrics(request));
}
