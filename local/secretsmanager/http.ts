import { type HttpHandler, serviceErrorResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { SecretsManager } from './secrets-manager.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET_PREFIX = 'secretsmanager.';

/** Secrets Manager over HTTP: awsJson 1.1. An operation that is not modelled is a 501 that names it. */
export function secretsManagerHandler(engine: SecretsManager): HttpHandler {
  return ({ headers, body }) => {
    try {
      const name = (headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
      const output = outputOf(engine, name, JSON.parse(body.toString('utf8')));
      return {
        status: 200,
        headers: { 'content-type': CONTENT_TYPE },
        body: JSON.stringify(output, wireDate),
      };
    } catch (error) {
      if (error instanceof ServiceError) return serviceErrorResponse(error);
      throw error;
    }
  };
}

/** The client has checked the shape of what it sends. */
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
