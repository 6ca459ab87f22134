import {
  CreateSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { Random } from '../../../local/random.ts';
import { secretsManagerHandler } from '../../../local/secretsmanager/http.ts';
import { SecretsManager } from '../../../local/secretsmanager/secrets-manager.ts';
import { connect } from '../../helpers/loopback-client.ts';

const START = Date.UTC(2031, 0, 15, 10);
const NAME = 'prod/launchdarkly';

/** A client of an engine, BEHAVIOUR K1 to K4. */
async function client(): Promise<SecretsManagerClient> {
  const engine = new SecretsManager({ clock: new VirtualClock(START), random: new Random(1) });
  return (await connect(SecretsManagerClient, secretsManagerHandler(engine))).client;
}

async function withSecret(SecretString = 'first') {
  const secrets = await client();
  const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: NAME, SecretString }));
  return { secrets, ARN };
}

describe('Secrets Manager over HTTP', () => {
  it('gives a secret by its name, its ARN, and its ARN without the last six characters', async () => {
    const { secrets, ARN } = await withSecret();
    expect(ARN).toMatch(
      /^arn:aws:secretsmanager:us-east-1:123456789012:secret:prod\/launchdarkly-[A-Za-z0-9]{6}$/,
    );
    for (const SecretId of [NAME, ARN, ARN.slice(0, -7)]) {
      const found = await secrets.send(new GetSecretValueCommand({ SecretId }));
      expect(found).toMatchObject({ ARN, Name: NAME, SecretString: 'first', VersionStages: ['AWSCURRENT'] });
      expect(found.CreatedDate).toEqual(new Date(START));
    }
  });

  it('gives the newest value, and the one before it to who asks', async () => {
    const { secrets } = await withSecret();
    await secrets.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: 'second' }));
    const value = async (VersionStage?: string) =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: NAME, VersionStage }))).SecretString;
    expect(await value()).toBe('second');
    expect(await value('AWSPREVIOUS')).toBe('first');
    await expect(value('AWSPENDING')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('knows no secret but those that were created, each once', async () => {
    const { secrets } = await withSecret();
    const other = new GetSecretValueCommand({ SecretId: 'constructor' });
    await expect(secrets.send(other)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const again = new CreateSecretCommand({ Name: NAME, SecretString: 'again' });
    await expect(secrets.send(again)).rejects.toMatchObject({ name: 'ResourceExistsException' });
    const empty = new CreateSecretCommand({ Name: 'empty' });
    await expect(secrets.send(empty)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  it('names an operation that is not modelled', async () => {
    const { secrets } = await withSecret();
    await expect(secrets.send(new GetRandomPasswordCommand({}))).rejects.toThrow('GetRandomPassword');
  });
});
