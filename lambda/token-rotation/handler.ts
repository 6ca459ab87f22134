import { randomBytes } from 'node:crypto';
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { createRotationHandler } from './create-rotation-handler.ts';

/** Of which a key is made; HMAC-SHA-256 gains nothing from a longer one than its block of 64 bytes. */
const KEY_BYTES = 48;

const client = new SecretsManagerClient();

/** Rotates the key of exposure tokens; Secrets Manager calls it. */
export const handler = createRotationHandler({
  newKey: () => randomBytes(KEY_BYTES).toString('base64url'),
  secrets: {
    putSecretValue: (input) => client.send(new PutSecretValueCommand(input)),
    describeSecret: (input) => client.send(new DescribeSecretCommand(input)),
    updateSecretVersionStage: (input) => client.send(new UpdateSecretVersionStageCommand(input)),
  },
});
