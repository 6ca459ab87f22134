import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { readSdkKey, type SecretReader } from '../../../lambda/launchdarkly/sdk-key.ts';
import { jsonResponse } from '../../../local/http/json-response.ts';
import type { HttpHandler } from '../../../local/http/loopback-server.ts';
import { connect } from '../../helpers/loopback-client.ts';

const KEY = 'sdk-12345678-aaaa';

/** Powertools over the real client of Secrets Manager. */
async function secretsOf(handle: HttpHandler): Promise<SecretReader> {
  const { client } = await connect(SecretsManagerClient, handle);
  return new SecretsProvider({ awsSdkV3Client: client });
}

function holding(SecretString: string): HttpHandler {
  return () => jsonResponse(200, { SecretString });
}

describe('the SDK key', () => {
  it.each([
    KEY,
    ` ${KEY}\n`,
    JSON.stringify({ sdkKey: KEY }),
    JSON.stringify({ sdkKey: ` ${KEY}\n` }),
    JSON.stringify({ other: 1, sdkKey: KEY }, undefined, 2),
  ])('is the text of the secret, or a member of its JSON: %j', async (secret) => {
    expect(await readSdkKey(await secretsOf(holding(secret)), 'launchdarkly')).toBe(KEY);
  });

  it.each(['{}', '{"sdkKey":""}', '{"sdkKey":1}', '{"sdkKey":" "}', `{"sdkKey":"${KEY}"`, '   '])(
    'is not found in %j, and the message does not hold the secret',
    async (secret) => {
      const reading = readSdkKey(await secretsOf(holding(secret)), 'launchdarkly');
      await expect(reading).rejects.toMatchObject({ code: 'settings-invalid', fault: 'user' });
      await expect(reading).rejects.not.toThrow(KEY);
    },
  );

  it('is asked for by the name of the secret, each time anew', async () => {
    const asked: unknown[] = [];
    const secrets = await secretsOf(({ body }) => {
      asked.push(JSON.parse(body.toString()));
      return jsonResponse(200, { SecretString: `${KEY}-${asked.length}` });
    });
    expect(await readSdkKey(secrets, 'a')).toBe(`${KEY}-1`);
    expect(await readSdkKey(secrets, 'a')).toBe(`${KEY}-2`);
    expect(asked).toEqual([{ SecretId: 'a' }, { SecretId: 'a' }]);
  });

  it('is not there when Secrets Manager refuses', async () => {
    const refusal = jsonResponse(400, { __type: 'AccessDeniedException', message: 'no' });
    await expect(readSdkKey(await secretsOf(() => refusal), 'a')).rejects.toThrow('no');
  });
});
