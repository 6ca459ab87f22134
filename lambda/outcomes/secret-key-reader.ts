import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { systemClock } from '../clock.ts';
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts';
import { type KeyReader, type KeyVersion, TokenKeys } from './token-keys.ts';

const STAGE = { current: 'AWSCURRENT', previous: 'AWSPREVIOUS' } as const;

/** Longest wait for Secrets Manager's word on one key, a second try included: an inference request waits beside its model. */
const TIMEOUT_MS = 1000;
/** Longest wait to be connected. */
const CONNECTION_TIMEOUT_MS = 500;

/** Reads keys from a secret of AWS Secrets Manager, by its ARN or name: its text is the key. */
export class SecretKeyReader implements KeyReader {
  readonly #client: SecretsManagerClient;
  readonly #secret: string;

  constructor(client: SecretsManagerClient, secret: string) {
    this.#client = client;
    this.#secret = secret;
  }

  /** `undefined` for a secret that was never rotated; rejects with what the client rejects with. */
  async read(version: keyof typeof STAGE): Promise<KeyVersion | undefined> {
    const command = new GetSecretValueCommand({ SecretId: this.#secret, VersionStage: STAGE[version] });
    try {
      const { SecretString: text = '', CreatedDate } = await this.#client.send(command, {
        abortSignal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { text, createdAtMs: CreatedDate?.getTime() ?? 0 };
    } catch (error) {
      if (version === 'previous' && error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

/** Keys of a secret by the machine's clock. */
export function liveTokenKeys(secret: string): TokenKeys {
  const requestHandler = { connectionTimeout: CONNECTION_TIMEOUT_MS };
  const client = new SecretsManagerClient({ maxAttempts: 2, requestHandler });
  return new TokenKeys({ reader: new SecretKeyReader(client, secret), clock: systemClock });
}

/** Issues tokens signed by a secret's keys, which are read at once, before the first request wants them. */
export function liveTokenIssuer(secret: string): TokenIssuer {
  const keys = liveTokenKeys(secret);
  void keys.get();
  return createTokenIssuer({ keys, clock: systemClock });
}
