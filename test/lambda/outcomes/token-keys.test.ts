import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { SecretKeyReader } from '../../../lambda/outcomes/secret-key-reader.ts';
import {
  KEY_DOUBT_MS,
  KEY_REFRESH_MS,
  KEY_RETRY_MS,
  KEY_SETTLING_MS,
  TokenKeys,
} from '../../../lambda/outcomes/token-keys.ts';
import { VirtualClock } from '../../../local/clock.ts';
import type { HttpResponse } from '../../../local/http/loopback-server.ts';
import { Random } from '../../../local/random.ts';
import { secretsManagerHandler } from '../../../local/secretsmanager/http.ts';
import { SecretsManager } from '../../../local/secretsmanager/secrets-manager.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { START } from './builders.ts';

const Name = 'prod/exposure-token';
const [FIRST, SECOND, THIRD] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];

/** Keys of a secret in Secrets Manager, by a real client on loopback. */
async function someKeys(text: string | undefined = FIRST) {
  const clock = new VirtualClock(START);
  const engine = new SecretsManager({ clock, random: new Random(1) });
  const state = { failure: undefined as HttpResponse | undefined, reads: 0 };
  const answer = secretsManagerHandler(engine);
  const { client } = await connect(SecretsManagerClient, (request) => {
    if (request.headers['x-amz-target']?.endsWith('GetSecretValue')) state.reads += 1;
    return state.failure ?? answer(request);
  });
  await client.send(new CreateSecretCommand({ Name, SecretString: text }));
  const rotate = (SecretString: string) =>
    client.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
  const make = () => new TokenKeys({ reader: new SecretKeyReader(client, Name), clock });
  /** The second half of a rotation comes so much later than the first. */
  const rotateSlowly = async (SecretString: string, ms: number) => {
    const { VersionId: first } = await client.send(new GetSecretValueCommand({ SecretId: Name }));
    const pending = { SecretId: Name, SecretString, VersionStages: ['AWSPENDING'] };
    const { VersionId: second } = await client.send(new PutSecretValueCommand(pending));
    clock.advance(ms);
    return async () => {
      const labels = { SecretId: Name, VersionStage: 'AWSCURRENT' };
      const versions = { MoveToVersionId: second, RemoveFromVersionId: first };
      await client.send(new UpdateSecretVersionStageCommand({ ...labels, ...versions }));
    };
  };
  return { clock, state, rotate, rotateSlowly, make, keys: make() };
}

const DOWN = { status: 500, body: '{}' };

describe('the keys of exposure tokens', () => {
  it('are one where the secret was never rotated', async () => {
    const { keys } = await someKeys();
    expect(await keys.get()).toEqual({ signing: FIRST, verifying: [FIRST], isFresh: true });
  });

  it('are the current and the previous one, and no older one', async () => {
    const { keys, rotate } = await someKeys();
    await rotate(SECOND);
    await rotate(THIRD);
    expect((await keys.get())?.verifying).toEqual([THIRD, SECOND]);
  });

  it('are read once for all who ask, and again after some minutes', async () => {
    const { keys, clock, state } = await someKeys();
    await Promise.all([keys.get(), keys.get(), keys.get()]);
    await keys.get();
    expect(state.reads).toBe(2);
    clock.advance(KEY_REFRESH_MS);
    await keys.get();
    expect(state.reads).toBe(4);
  });

  it('sign with a new one only when whoever verifies has it', async () => {
    const { keys, make, clock, rotate } = await someKeys();
    const verifier = make();
    await verifier.get();
    clock.advance(1);
    await rotate(SECOND);
    expect((await keys.get())?.signing).toBe(FIRST);
    clock.advance(KEY_SETTLING_MS - 1);
    expect((await keys.get())?.signing).toBe(FIRST);
    expect((await verifier.get())?.verifying).toEqual([SECOND, FIRST]);
    clock.advance(1);
    expect((await keys.get())?.signing).toBe(SECOND);
  });

  it('are the newest for whoever doubts them, however long a rotation was held up half-way', async () => {
    const { make, clock, rotateSlowly } = await someKeys();
    const finish = await rotateSlowly(SECOND, KEY_SETTLING_MS);
    const verifier = make();
    await verifier.get();
    await finish();
    clock.advance(KEY_DOUBT_MS);
    expect((await make().get())?.signing).toBe(SECOND);
    expect((await verifier.get())?.verifying).toEqual([FIRST]);
    expect((await verifier.get(KEY_DOUBT_MS))?.verifying).toEqual([SECOND, FIRST]);
  });

  it('are not fresh for whoever doubts them while the secret cannot be read', async () => {
    const { keys, clock, state } = await someKeys();
    await keys.get();
    state.failure = DOWN;
    expect(await keys.get(KEY_DOUBT_MS)).toMatchObject({ isFresh: true });
    clock.advance(KEY_DOUBT_MS);
    expect(await keys.get(KEY_DOUBT_MS)).toMatchObject({ signing: FIRST, isFresh: false });
    expect(await keys.get()).toMatchObject({ isFresh: true });
  });

  it('stay the last good ones while the secret cannot be read, and say so', async () => {
    const { keys, clock, state, rotate } = await someKeys();
    await keys.get();
    await rotate(SECOND);
    state.failure = DOWN;
    clock.advance(KEY_REFRESH_MS);
    expect(await keys.get()).toEqual({ signing: FIRST, verifying: [FIRST], isFresh: false });
    const { reads } = state;
    clock.advance(KEY_RETRY_MS - 1);
    await keys.get();
    expect(state.reads).toBe(reads);
    state.failure = undefined;
    clock.advance(1);
    expect(await keys.get()).toMatchObject({ verifying: [SECOND, FIRST], isFresh: true });
  });

  it('are none until the secret could be read', async () => {
    const { keys, clock, state } = await someKeys();
    state.failure = DOWN;
    expect(await keys.get()).toBeUndefined();
    state.failure = undefined;
    expect(await keys.get()).toBeUndefined();
    clock.advance(KEY_RETRY_MS);
    expect(await keys.get()).toMatchObject({ signing: FIRST });
  });

  it('are not waited for where Secrets Manager hangs', async () => {
    const { client } = await connect(SecretsManagerClient, () => new Promise(() => {}));
    const keys = new TokenKeys({ reader: new SecretKeyReader(client, Name), clock: new VirtualClock(START) });
    expect(await keys.get()).toBeUndefined();
  });

  it('are none where the secret could be guessed', async () => {
    const { keys } = await someKeys('x'.repeat(31));
    expect(await keys.get()).toBeUndefined();
  });

  it('lose no token in whatever order rotations and reads come', async () => {
    const { make, clock, rotate } = await someKeys();
    const [signer, verifier] = [make(), make()];
    const random = new Random(7);
    let rotatedMs = clock.now();
    for (let step = 0; step < 60; step += 1) {
      clock.advance(random.integer(KEY_REFRESH_MS));
      if (random.chance(0.3)) await verifier.get();
      if (random.chance(0.2) && clock.now() - rotatedMs > KEY_SETTLING_MS + KEY_REFRESH_MS) {
        await rotate(String(step).padStart(32, 'k'));
        rotatedMs = clock.now();
      }
      const signing = (await signer.get())?.signing;
      expect((await verifier.get())?.verifying).toContain(signing);
    }
  });
});
