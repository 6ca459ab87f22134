import type { AppConfig } from './appconfig/appconfig.ts';
import type { AppConfigData } from './appconfig/appconfig-data.ts';
import { appConfigDataRoutes } from './appconfig/data-http.ts';
import { appConfigRoutes } from './appconfig/http.ts';
import type { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from './cloudwatch/http.ts';
import { byService } from './http/by-service.ts';
import type { HttpHandler } from './http/loopback-server.ts';
import { routed } from './http/router.ts';

/** The engines that one endpoint stands for. */
export interface EndpointEngines {
  readonly appConfig: AppConfig;
  readonly appConfigData: AppConfigData;
  readonly cloudWatch: CloudWatch;
}

/** AppConfig, its data plane and CloudWatch at one address, as `AWS_ENDPOINT_URL` wants it. */
export function endpointOf(engines: EndpointEngines): HttpHandler {
  return byService(controlServices(engines));
}

/** By the names that requests are signed for; both of AppConfig's APIs have one name, and paths that do not meet. */
export function controlServices({ appConfig, appConfigData, cloudWatch }: EndpointEngines) {
  return {
    appconfig: routed([...appConfigRoutes(appConfig), ...appConfigDataRoutes(appConfigData)]),
    monitoring: cloudWatchHandler(cloudWatch),
  };
}
