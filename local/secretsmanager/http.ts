import { awsJsonHandler } from '../http/aws-json.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { SecretsManager } from './secrets-manager.ts';

/** Secrets Manager over HTTP: awsJson 1.1. An operation that is not modelled is a 501 that names it. */
export function secretsManagerHandler(engine: SecretsManager): HttpHandler {
  return awsJsonHandler({
    targetPrefix: 'secretsmanager.',
    answer: (operation, input) => outputOf(engine, operation, input),
    toWire: wireDate,
  });
}

type Operation = (engine: SecretsManager, input: never) => object;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateSecret: (engine, input) => engine.createSecret(input),
  DeleteSecret: (engine, input) => engine.deleteSecret(input),
  DescribeSecret: (engine, input) => engine.describeSecret(input),
  GetSecretValue: (engine, input) => engine.getSecretValue(input),
  PutSecretValue: (engine, input) => engine.putSecretValue(input),
  RotateSecret: (engine, input) => engine.rotateSecret(input),
  UpdateSecretVersionStage: (engine, input) => engine.updateSecretVersionStage(input),
};

function outputOf(engine: SecretsManager, name: string, input: unknown): object {
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  // Cast: the client has checked the shape of what it sends.
  if (operation) return operation(engine, input as never);
  throw new ServiceError(
    'UnknownOperationException',
    501,
    `got ${JSON.stringify(name)}, which is not modelled of Secrets Manager; use ${Object.keys(OPERATIONS).join(', ')}`,
  );
}

/** Times are seconds since 1970. `JSON.stringify` has made them texts already. */
function wireDate(key: string, value: unknown): unknown {
  return /Date$/.test(key) ? Date.parse(String(value)) / 1000 : value;
}
