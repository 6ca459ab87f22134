import { awsJsonHandler } from '../http/aws-json.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import type { SecretsManager } from './secrets-manager.ts';

/** Secrets Manager over HTTP: awsJson 1.1. */
export function secretsManagerHandler(secrets: SecretsManager): HttpHandler {
  return awsJsonHandler(secrets, {
    ...{ name: 'Secrets Manager', targetPrefix: 'secretsmanager.', version: '1.1', toWire: wireDate },
    operations: {
      CreateSecret: (engine, input) => engine.createSecret(input),
      DeleteSecret: (engine, input) => engine.deleteSecret(input),
      DescribeSecret: (engine, input) => engine.describeSecret(input),
      GetSecretValue: (engine, input) => engine.getSecretValue(input),
      PutSecretValue: (engine, input) => engine.putSecretValue(input),
      RotateSecret: (engine, input) => engine.rotateSecret(input),
      UpdateSecretVersionStage: (engine, input) => engine.updateSecretVersionStage(input),
    },
  });
}

/** Times are seconds since 1970. `JSON.stringify` has made them texts already. */
function wireDate(key: string, value: unknown): unknown {
  return /Date$/.test(key) ? Date.parse(String(value)) / 1000 : value;
}
