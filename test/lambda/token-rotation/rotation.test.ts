import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createRotationHandler } from '../../../lambda/token-rotation/create-rotation-handler.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { Random } from '../../../local/random.ts';
import { secretsManagerHandler } from '../../../local/secretsmanager/http.ts';
import { SecretsManager } from '../../../local/secretsmanager/secrets-manager.ts';
import { connect } from '../../helpers/loopback-client.ts';

const DAY_MS = 86_400_000;
const SecretId = 'tokens';

/** A secret that the handler rotates every 90 days, with the real client, BEHAVIOUR K5 to K6; `failing` fails so many calls first. */
async function aRotatedSecret({ failing = 0 } = {}) {
  const clock = new VirtualClock(Date.UTC(2031, 0, 15));
  let failures = failing;
  let drawn = 0;
  const calls: Promise<void>[] = [];
  const invoke = (_: string, event: unknown) => {
    failures -= 1;
    const call = failures >= 0 ? Promise.reject(new Error('throttled')) : handler(event);
    calls.push(call.catch(() => {}));
    return call;
  };
  const engine = new SecretsManager({ clock, random: new Random(1), functions: { invoke } });
  const { client } = await connect(SecretsManagerClient, secretsManagerHandler(engine));
  const handler = createRotationHandler({
    newKey: () => `key ${++drawn}`,
    secrets: {
      putSecretValue: (input) => client.send(new PutSecretValueCommand(input)),
      describeSecret: (input) => client.send(new DescribeSecretCommand(input)),
      updateSecretVersionStage: (input) => client.send(new UpdateSecretVersionStageCommand(input)),
    },
  });
  await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'first key' }));
  const RotationRules = { AutomaticallyAfterDays: 90 };
  const RotationLambdaARN = 'arn:aws:lambda:us-east-1:123456789012:function:rotation';
  const plan = { SecretId, RotationLambdaARN, RotationRules, RotateImmediately: false };
  await client.send(new RotateSecretCommand(plan));
  const settled = async () => {
    for (let count = -1; count < calls.length; ) {
      count = calls.length;
      await Promise.all(calls);
      await new Promise(setImmediate);
    }
  };
  const pass = async (days: number) => {
    clock.advance(days * DAY_MS);
    engine.tick();
    await settled();
  };
  const value = async (VersionStage: string) => {
    const found = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
    return found.SecretString;
  };
  return { client, handler, pass, value };
}

describe('the rotation of the key of exposure tokens', () => {
  it('makes a new key current when its time has come, and keeps the one before it', async () => {
    const { pass, value } = await aRotatedSecret();
    await pass(89);
    expect(await value('AWSCURRENT')).toBe('first key');
    await pass(1);
    expect([await value('AWSCURRENT'), await value('AWSPREVIOUS')]).toEqual(['key 1', 'first key']);
    await pass(90);
    expect([await value('AWSCURRENT'), await value('AWSPREVIOUS')]).toEqual(['key 2', 'key 1']);
  });

  it('goes on with the same key when one of its steps failed', async () => {
    const { pass, value } = await aRotatedSecret({ failing: 1 });
    await pass(90);
    expect(await value('AWSCURRENT')).toBe('first key');
    await pass(1);
    expect([await value('AWSCURRENT'), await value('AWSPREVIOUS')]).toEqual(['key 1', 'first key']);
  });

  it('changes nothing when a step is repeated', async () => {
    const { client, handler, value } = await aRotatedSecret();
    const event = { SecretId, ClientRequestToken: 'one-and-the-same-version' };
    for (const Step of ['createSecret', 'createSecret', 'finishSecret', 'finishSecret']) {
      await handler({ ...event, Step });
    }
    expect([await value('AWSCURRENT'), await value('AWSPREVIOUS')]).toEqual(['key 1', 'first key']);
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(Object.keys(VersionIdsToStages)).toHaveLength(2);
  });

  it.each([
    {},
    undefined,
    { Step: 'deleteSecret', SecretId, ClientRequestToken: 'v' },
    { Step: 'createSecret' },
  ])('refuses %j, which is no step of a rotation', async (event) => {
    const { handler } = await aRotatedSecret();
    await expect(handler(event)).rejects.toMatchObject({ code: 'settings-invalid', fault: 'user' });
  });
});
