import { awsJsonHandler } from '../http/aws-json.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { SecretsManager } from './secrets-manager.ts';

/** Secrets Manager over HTTP: awsJson 1.1. An operation that is not modelled is a 501 that names it. */
export function secretsManagerHandler(engine: SecretsManager): HttpHandler {
  return awsJsonHandler({
    targetPrefix: 'secretsmanager.',
    // Cast: the client has checked the shape of what it sends.
    answer: (operation, input) => outputOf(engine, operation, input as Input),
    toWire: wireDate,
  });
}

/** Of any of the operations. */
type Input = Parameters<SecretsManager['createSecret']>[0] & Parameters<SecretsManager['getSecretValue']>[0];

function outputOf(engine: SecretsManager, name: string, input: Input): object {
  if (name === 'GetSecretValue') return engine.getSecretValue(input);
  if (name === 'CreateSecret') return engine.createSecret(input);
  if (name === 'PutSecretValue') return engine.putSecretValue(input);
  throw new ServiceError(
    'UnknownOperationException',
    501,
    `got ${JSON.stringify(name)}, which is not modelled of Secrets Manager; use GetSecretValue, CreateSecret or PutSecretValue`,
  );
}

/** Times are seconds since 1970. `JSON.stringify` has made them texts already. */
function wireDate(key: string, value: unknown): unknown {
  return key === 'CreatedDate' ? Date.parse(String(value)) / 1000 : value;
}
