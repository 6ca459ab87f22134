import type { Models } from '../../lib/model-config.ts';
import { ACCOUNT } from '../../local/account.ts';
import type { HttpHandler, HttpRequest, HttpResponse } from '../../local/http/loopback-server.ts';
import { type Route, type RoutedRequest, routed } from '../../local/http/router.ts';
import { measuredCall } from './measured-calls.ts';
import type { Call } from './permission.ts';

const APP = 'application/{ApplicationId}';
const ENVIRONMENT = `${APP}/environment/{EnvironmentId}`;
const DEPLOYMENT = `${ENVIRONMENT}/deployment/{DeploymentNumber}`;
const PROFILE = `${APP}/configurationprofile/{ConfigurationProfileId}`;
const VERSION = `${PROFILE}/hostedconfigurationversion/{VersionNumber}`;
const CONFIGURATION =
  'application/{ApplicationIdentifier}/environment/{EnvironmentIdentifier}/configuration/{ConfigurationProfileIdentifier}';

const AT_APP = '/applications/{ApplicationId}';
const AT_ENVIRONMENT = `${AT_APP}/environments/{EnvironmentId}`;
const AT_DEPLOYMENT = `${AT_ENVIRONMENT}/deployments/{DeploymentNumber}`;
const AT_VERSIONS = `${AT_APP}/configurationprofiles/{ConfigurationProfileId}/hostedconfigurationversions`;

/**
 * Requests of AppConfig's control plane, their actions, and the resources that each is decided on: the resource types
 * with an asterisk in the Service Authorization Reference, "Actions, resources, and condition keys for AWS AppConfig",
 * and what is tagged itself. An action has its operation's name there. A version has the ARN below there that it has
 * had since hosted versions exist; the page as of 2026 shows the profile's in its place, which is asked for as well.
 */
const APPCONFIG: readonly (readonly [method: string, path: string, action: string, on: readonly string[]])[] =
  [
    ['GET', AT_ENVIRONMENT, 'GetEnvironment', [APP, ENVIRONMENT]],
    ['GET', `${AT_ENVIRONMENT}/deployments`, 'ListDeployments', [APP, ENVIRONMENT]],
    [
      'POST',
      `${AT_ENVIRONMENT}/deployments`,
      'StartDeployment',
      [APP, ENVIRONMENT, PROFILE, 'deploymentstrategy/{DeploymentStrategyId}'],
    ],
    ['GET', AT_DEPLOYMENT, 'GetDeployment', [APP, ENVIRONMENT, DEPLOYMENT]],
    ['DELETE', AT_DEPLOYMENT, 'StopDeployment', [APP, ENVIRONMENT, DEPLOYMENT]],
    ['GET', AT_VERSIONS, 'ListHostedConfigurationVersions', [APP, PROFILE]],
    ['POST', AT_VERSIONS, 'CreateHostedConfigurationVersion', [APP, PROFILE]],
    ['GET', `${AT_VERSIONS}/{VersionNumber}`, 'GetHostedConfigurationVersion', [APP, PROFILE, VERSION]],
    ['GET', '/tags/{ResourceArn}', 'ListTagsForResource', ['{ResourceArn}']],
    ['POST', '/tags/{ResourceArn}', 'TagResource', ['{ResourceArn}']],
    ['DELETE', '/tags/{ResourceArn}', 'UntagResource', ['{ResourceArn}']],
  ];

/** Operations of CloudWatch that are decided on the alarms they name; the others know no resources, or need all. */
const ON_ALARMS: readonly string[] = ['DescribeAlarmHistory', 'DisableAlarmActions', 'EnableAlarmActions'];

/** Reading one configuration through the data plane takes both. */
const READING = ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'];

/** What a poll of one configuration by the AppConfig agent asks of IAM, in the name of the function it runs beside. */
export function agentCalls(application: string, environment: string, profile: string): readonly Call[] {
  const resources = [
    arn('appconfig', `application/${application}/environment/${environment}/configuration/${profile}`),
  ];
  return READING.map((action) => ({ action, resources }));
}

/** Passes requests on to `aws` and tells what each asks of IAM. A request that is not understood here is a 404. */
export function observed(aws: HttpHandler, models: Models, tell: (call: Call) => void): HttpHandler {
  const rest = routed([
    ...APPCONFIG.map(([method, path, action, on]) =>
      route(method, path, aws, (request) => tell(appConfigCall(action, on, request))),
    ),
    ...dataPlane(aws, tell),
    route('POST', '/model/{modelId}/converse', aws, ({ params }) =>
      modelCalls(models, params.modelId ?? '').forEach(tell),
    ),
    route('POST', '/knowledgebases/{id}/retrieve', aws, ({ params }) =>
      tell({ action: 'bedrock:Retrieve', resources: [arn('bedrock', `knowledge-base/${params.id}`)] }),
    ),
  ]);
  return (request) => {
    const target = request.headers['x-amz-target'];
    const measured = measuredCall(request);
    if (measured) {
      tell(measured);
      return aws(request);
    }
    if (target === undefined) return rest(request);
    if (target.startsWith('secretsmanager.')) return secretRead(target, request, aws, tell);
    tell(cloudWatchCall(request));
    return aws(request);
  };
}

/** Decided on the secret's whole ARN, however it was named; of a secret of the template that is its logical id. */
async function secretRead(
  target: string,
  request: HttpRequest,
  aws: HttpHandler,
  tell: (call: Call) => void,
): Promise<HttpResponse> {
  const response = await aws(request);
  const { SecretId } = JSON.parse(String(request.body));
  const { ARN = SecretId } = JSON.parse(String(response.body));
  const isOfTemplate = !String(SecretId).includes('/');
  tell({ action: target.replace('.', ':'), resources: [isOfTemplate ? SecretId : ARN] });
  return response;
}

function route(
  method: string,
  path: string,
  aws: HttpHandler,
  told: (request: RoutedRequest) => void,
): Route {
  return [
    method,
    path,
    (request) => {
      told(request);
      return aws(request);
    },
  ];
}

/** A token stands for the configuration whose session it came from. */
function dataPlane(aws: HttpHandler, tell: (call: Call) => void): Route[] {
  const configurations = new Map<string, string>();
  const reading = (action: string, configuration: string) => tell({ action, resources: [configuration] });
  return [
    [
      'POST',
      '/configurationsessions',
      async (request) => {
        const configuration = arn('appconfig', filled(CONFIGURATION, membersOf(request)));
        reading('appconfig:StartConfigurationSession', configuration);
        const response: HttpResponse = await aws(request);
        const { InitialConfigurationToken = '' } = JSON.parse(String(response.body));
        configurations.set(InitialConfigurationToken, configuration);
        return response;
      },
    ],
    route('GET', '/configuration', aws, ({ query }) => {
      const token = query.get('configuration_token') ?? '';
      reading('appconfig:GetLatestConfiguration', configurations.get(token) ?? `unknown token ${token}`);
    }),
  ];
}

function appConfigCall(action: string, on: readonly string[], request: RoutedRequest): Call {
  const members = membersOf(request);
  const resources = on.map((resource) => {
    const name = filled(resource, members);
    return name.startsWith('arn:') ? name : arn('appconfig', name);
  });
  const tags = [...Object.keys(Object(members.Tags)), ...request.query.getAll('tagKeys')];
  return { action: `appconfig:${action}`, resources, context: { 'aws:TagKeys': tags } };
}

function cloudWatchCall({ headers, body }: HttpRequest): Call {
  const operation = (headers['x-amz-target'] ?? '').replace(/^.*\./, '');
  const { AlarmName, AlarmNames = [AlarmName ?? ''] } = JSON.parse(body.toString()) as {
    readonly AlarmName?: string;
    readonly AlarmNames?: readonly string[];
  };
  const alarms = AlarmNames.map((name) => arn('cloudwatch', `alarm:${name}`));
  return { action: `cloudwatch:${operation}`, resources: ON_ALARMS.includes(operation) ? alarms : ['*'] };
}

/**
 * Converse is allowed by InvokeModel (API reference of Converse). Through an inference profile, IAM is asked for the
 * profile and for the model in whichever of its regions the request goes to ("Prerequisites for inference profiles").
 */
function modelCalls(models: Models, modelId: string): readonly Call[] {
  const model = Object.values(models).find(({ inferenceProfile }) => inferenceProfile === modelId);
  const action = 'bedrock:InvokeModel';
  if (model?.inferenceProfile === undefined)
    return [{ action, resources: [modelArn(ACCOUNT.region, modelId)] }];
  const profile = arn('bedrock', `inference-profile/${modelId}`);
  const behind = model.regions.map((region) => ({
    action,
    resources: [modelArn(region, model.foundationModel)],
    context: { 'bedrock:InferenceProfileArn': profile },
  }));
  return [{ action, resources: [profile] }, ...behind];
}

type Members = Readonly<Record<string, unknown>>;

/** What the path says, and the body: that of a new version is the document, which has no such members. */
function membersOf({ params, body }: RoutedRequest): Members {
  const input: object = body.length > 0 ? JSON.parse(body.toString()) : {};
  return { ...input, ...params };
}

function filled(pattern: string, members: Members): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!(name in members)) throw new Error(`the request has no ${name}`);
    return String(members[name]);
  });
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${ACCOUNT.region}:${ACCOUNT.id}:${resource}`;
}

function modelArn(region: string, model: string): string {
  return `arn:aws:bedrock:${region}::foundation-model/${model}`;
}
