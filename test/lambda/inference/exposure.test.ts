import { describe, expect, it } from 'vitest';
import { ModelFailure } from '../../../lambda/inference/model-invoker.ts';
import { verifyToken } from '../../../lambda/outcomes/exposure-token.ts';
import { createTokenIssuer } from '../../../lambda/outcomes/token-issuer.ts';
import type { TokenKeySet } from '../../../lambda/outcomes/token-keys.ts';
import { aBench, aRequest, flagDocument, inMotion, usersOf } from './builders.ts';

const FLAGS = flagDocument({ model: inMotion('haiku', 'sonnet') });
const USERS = usersOf(FLAGS);
const KEY = 'k'.repeat(40);
const NOW_MS = 1_700_000_000_000;
const KEYS: TokenKeySet = { signing: KEY, verifying: [KEY], isFresh: true };

/** The inference function where tokens are issued by `keys`, and what tokens of its answers say. */
function issuing(keys: TokenKeySet | undefined = KEYS, flags = FLAGS) {
  const tokens = createTokenIssuer({ keys: { get: async () => keys }, clock: { now: () => NOW_MS } });
  const bench = aBench({ flags, tokens });
  const ask = async (userId: string) => {
    const reply: Readonly<Record<string, unknown>> = { ...(await bench.handler(aRequest(userId))) };
    const read = verifyToken(reply.exposure_token, { keys: [KEY], nowMs: NOW_MS, lifetimeMs: 1000 });
    return { reply, said: read.ok ? read.value : undefined };
  };
  return { ...bench, ask };
}

describe('the answer to a user in a comparison', () => {
  it.each([
    ['candidate', 'sonnet'],
    ['control', 'haiku'],
  ] as const)('carries a token that says what a %s was to be served', async (role, value) => {
    const { ask, record } = issuing();
    const { reply, said } = await ask(USERS[role]);
    const { flag, bucket } = (reply.decisions as { flag: string; bucket: number }[])[0] ?? {};
    const bucketGroup = String((bucket ?? Number.NaN) % 16).padStart(2, '0');
    const documentVersion = record().document_version;
    expect(said).toMatchObject({ flag, role, value, bucketGroup, documentVersion, issuedAtMs: NOW_MS });
  });

  it('carries the token of what failed when it was answered by control', async () => {
    const { ask, model } = issuing();
    model.respond = ({ modelId }) => {
      if (modelId === 'bedrock.sonnet') throw new ModelFailure('error');
      return { text: 'Hello.', inputTokens: 1, outputTokens: 1 };
    };
    const { reply, said } = await ask(USERS.candidate);
    expect(reply).toMatchObject({ statusCode: 200, fallback: true, model: 'haiku' });
    expect(said).toMatchObject({ role: 'candidate', value: 'sonnet' });
  });

  it('carries a token when there is no answer', async () => {
    const { ask, model } = issuing();
    model.respond = () => {
      throw new ModelFailure('error');
    };
    const { reply, said } = await ask(USERS.control);
    expect(reply.statusCode).toBe(502);
    expect(said).toMatchObject({ role: 'control', value: 'haiku' });
  });

  it('carries another token each time', async () => {
    const { ask } = issuing();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => ask(USERS.candidate)));
    expect(new Set(tokens.map(({ reply }) => reply.exposure_token)).size).toBe(50);
  });

  it('holds nothing of the user in its token, and the record holds no token', async () => {
    const { ask, lines } = issuing();
    const { reply } = await ask(USERS.candidate);
    const [, payload = '', signature = ''] = String(reply.exposure_token).split('.');
    expect(Buffer.from(payload, 'base64url').toString()).not.toContain(USERS.candidate);
    expect(lines.join()).not.toContain(payload);
    expect(lines.join()).not.toContain(signature);
  });

  it('comes without a token where there is no key, and the record says so', async () => {
    const tokens = createTokenIssuer({ keys: { get: async () => undefined }, clock: { now: () => NOW_MS } });
    const { handler, record } = aBench({ flags: FLAGS, tokens });
    const reply = await handler(aRequest(USERS.candidate));
    expect(reply.statusCode).toBe(200);
    expect(reply).not.toHaveProperty('exposure_token');
    expect(record()).toMatchObject({ token_missing: true });
  });
});

describe('the answer to a user in no comparison', () => {
  it('carries no token', async () => {
    const { ask, record } = issuing(KEYS, flagDocument());
    const { reply } = await ask('u1');
    expect(reply).not.toHaveProperty('exposure_token');
    expect(record()).not.toHaveProperty('token_missing');
  });
});
