import type { Bedrock } from '../bedrock/bedrock.ts';
import { bedrockHandler } from '../bedrock/http.ts';
import type { Clock } from '../clock.ts';
import { cloudFormationHandler } from '../cloudformation/http.ts';
import { dynamoDbHandler } from '../dynamodb/http.ts';
import { controlServices } from '../endpoint.ts';
import { eventsHandler } from '../events/http.ts';
import { byService } from '../http/by-service.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import { routed } from '../http/router.ts';
import { lambdaHandler, URL_PATH } from '../lambda/http.ts';
import { s3Handler } from '../s3/http.ts';
import { secretsManagerHandler } from '../secretsmanager/http.ts';
import { snsHandler } from '../sns/http.ts';
import { sqsHandler } from '../sqs/http.ts';
import { ssmHandler } from '../ssm/http.ts';
import { stsHandler } from '../sts/http.ts';
import type { LocalEngines } from './engines.ts';
import type { LocalModels } from './local-models.ts';
import { MODELS_PATH, modelRoutes } from './models-http.ts';

/** All that a local account serves at its address, beside what its engines are. */
export interface AccountParts {
  readonly clock: Clock;
  readonly bedrock: Bedrock;
  readonly models: LocalModels;
}

/** Every service of a local account, the addresses of its functions, and what is told of its models. */
export function accountEndpoint(
  engines: LocalEngines,
  { clock, bedrock, models }: AccountParts,
): HttpHandler {
  const lambda = lambdaHandler(engines.functions, clock);
  const ofModels = routed(modelRoutes(models));
  const services = byService({
    ...controlServices(engines),
    bedrock: bedrockHandler(bedrock),
    cloudformation: cloudFormationHandler(engines.cloudFormation),
    dynamodb: dynamoDbHandler(engines.dynamoDb),
    events: eventsHandler(engines.events),
    lambda,
    s3: s3Handler(engines.s3),
    secretsmanager: secretsManagerHandler(engines.secretsManager),
    sns: snsHandler(engines.topics),
    sqs: sqsHandler(engines.sqs),
    ssm: ssmHandler(engines.ssm),
    sts: stsHandler(engines.sts),
  });
  return (request) => {
    if (URL_PATH.test(request.path)) return lambda(request);
    return request.path === MODELS_PATH ? ofModels(request) : services(request);
  };
}
