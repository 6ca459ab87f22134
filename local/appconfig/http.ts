import type { HostedConfigurationVersion } from '@aws-sdk/client-appconfig';
import type { HttpResponse } from '../http/loopback-server.ts';
import type { Route } from '../http/router.ts';
import type { AppConfig } from './appconfig.ts';
import { experimentRoutes } from './feature-flags/http.ts';
import { type JsonOperation, jsonRoute, operationInput } from './json-route.ts';

/**
 * The control plane's operations as the SDK sends them (restJson1), for `routed`. Compose them with
 * `appConfigDataRoutes` where one endpoint serves both: their paths do not meet.
 */
export function appConfigRoutes(engine: AppConfig): Route[] {
  return [
    ...JSON_OPERATIONS.map((operation) => jsonRoute(engine, operation)),
    ...hostedVersionRoutes(engine),
    ...experimentRoutes(engine.experiments),
  ];
}

const APP = '/applications/{ApplicationId}';
const ENVIRONMENT = `${APP}/environments/{EnvironmentId}`;
const DEPLOYMENT = `${ENVIRONMENT}/deployments/{DeploymentNumber}`;
const PROFILE = `${APP}/configurationprofiles/{ConfigurationProfileId}`;
const VERSIONS = `${PROFILE}/hostedconfigurationversions`;
const TAGS = '/tags/{ResourceArn}';
const STRATEGY = '/deploymentstrategies/{DeploymentStrategyId}';
const EXTENSION = '/extensions/{ExtensionIdentifier}';
const ASSOCIATION = '/extensionassociations/{ExtensionAssociationId}';

const JSON_OPERATIONS: readonly JsonOperation<AppConfig>[] = [
  ['POST', '/applications', 201, 'createApplication'],
  ['GET', '/applications', 200, 'listApplications'],
  ['GET', APP, 200, 'getApplication'],
  ['PATCH', APP, 200, 'updateApplication'],
  ['DELETE', APP, 204, 'deleteApplication'],
  ['POST', `${APP}/environments`, 201, 'createEnvironment'],
  ['GET', `${APP}/environments`, 200, 'listEnvironments'],
  ['GET', ENVIRONMENT, 200, 'getEnvironment'],
  ['PATCH', ENVIRONMENT, 200, 'updateEnvironment'],
  ['DELETE', ENVIRONMENT, 204, 'deleteEnvironment'],
  ['POST', `${ENVIRONMENT}/deployments`, 201, 'startDeployment'],
  ['GET', `${ENVIRONMENT}/deployments`, 200, 'listDeployments'],
  ['GET', DEPLOYMENT, 200, 'getDeployment'],
  ['DELETE', DEPLOYMENT, 202, 'stopDeployment'],
  ['POST', `${APP}/configurationprofiles`, 201, 'createConfigurationProfile'],
  ['GET', `${APP}/configurationprofiles`, 200, 'listConfigurationProfiles'],
  ['GET', PROFILE, 200, 'getConfigurationProfile'],
  ['PATCH', PROFILE, 200, 'updateConfigurationProfile'],
  ['DELETE', PROFILE, 204, 'deleteConfigurationProfile'],
  ['POST', `${PROFILE}/validators`, 204, 'validateConfiguration'],
  ['GET', VERSIONS, 200, 'listHostedConfigurationVersions'],
  ['DELETE', `${VERSIONS}/{VersionNumber}`, 204, 'deleteHostedConfigurationVersion'],
  ['GET', TAGS, 200, 'listTagsForResource'],
  ['POST', TAGS, 204, 'tagResource'],
  ['DELETE', TAGS, 204, 'untagResource'],
  ['POST', '/deploymentstrategies', 201, 'createDeploymentStrategy'],
  ['GET', '/deploymentstrategies', 200, 'listDeploymentStrategies'],
  ['GET', STRATEGY, 200, 'getDeploymentStrategy'],
  ['PATCH', STRATEGY, 200, 'updateDeploymentStrategy'],
  // The service model spells this one path so, and the SDK sends it so.
  ['DELETE', '/deployementstrategies/{DeploymentStrategyId}', 204, 'deleteDeploymentStrategy'],
  ['POST', '/extensions', 201, 'createExtension'],
  ['GET', '/extensions', 200, 'listExtensions'],
  ['GET', EXTENSION, 200, 'getExtension'],
  ['PATCH', EXTENSION, 200, 'updateExtension'],
  ['DELETE', EXTENSION, 204, 'deleteExtension'],
  ['POST', '/extensionassociations', 201, 'createExtensionAssociation'],
  ['GET', '/extensionassociations', 200, 'listExtensionAssociations'],
  ['GET', ASSOCIATION, 200, 'getExtensionAssociation'],
  ['PATCH', ASSOCIATION, 200, 'updateExtensionAssociation'],
  ['DELETE', ASSOCIATION, 204, 'deleteExtensionAssociation'],
];

/** The configuration is the body itself; everything else of it travels in headers. */
function hostedVersionRoutes(engine: AppConfig): Route[] {
  return [
    [
      'POST',
      VERSIONS,
      async (request) => {
        const { 'content-type': ContentType, description, versionlabel } = request.headers;
        const version = await engine.createHostedConfigurationVersion({
          ...operationInput<Parameters<AppConfig['createHostedConfigurationVersion']>[0]>(request, {}),
          ContentType,
          Content: request.body,
          Description: description,
          VersionLabel: versionlabel,
        });
        return rawVersion(version, 201);
      },
    ],
    [
      'GET',
      `${VERSIONS}/{VersionNumber}`,
      (request) => rawVersion(engine.getHostedConfigurationVersion(operationInput(request, {})), 200),
    ],
  ];
}

function rawVersion(version: HostedConfigurationVersion, status: number): HttpResponse {
  const { ApplicationId, ConfigurationProfileId, VersionNumber, ContentType } = version;
  return {
    status,
    headers: {
      'application-id': ApplicationId ?? '',
      'configuration-profile-id': ConfigurationProfileId ?? '',
      'version-number': String(VersionNumber),
      'content-type': ContentType ?? '',
      ...(version.Description === undefined ? {} : { description: version.Description }),
      ...(version.VersionLabel === undefined ? {} : { versionlabel: version.VersionLabel }),
    },
    body: version.Content ?? '',
  };
}
