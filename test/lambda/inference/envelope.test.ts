import { describe, expect, it } from 'vitest';
import { openEnvelope } from '../../../lambda/inference/envelope.ts';

const ANSWER = { status: 429, body: { error: { code: 'x' } } };

describe('envelope', () => {
  it('takes a direct invocation as it is and answers in kind', () => {
    const envelope = openEnvelope({ user: 1 });
    expect(envelope.payload).toEqual({ user: 1 });
    expect(envelope.reply(ANSWER)).toEqual({ statusCode: 429, error: { code: 'x' } });
  });

  it('takes the body of a function URL, plain or in base64', () => {
    const body = '{"user":"é"}';
    const plain = openEnvelope({ requestContext: {}, body, isBase64Encoded: false });
    const encoded = Buffer.from(body).toString('base64');
    const coded = openEnvelope({ requestContext: {}, body: encoded, isBase64Encoded: true });
    expect([plain.payload, coded.payload]).toEqual([{ user: 'é' }, { user: 'é' }]);
    expect(plain.reply(ANSWER)).toEqual({
      statusCode: 429,
      headers: { 'content-type': 'application/json' },
      body: '{"error":{"code":"x"}}',
    });
  });

  it('has no payload where a body is missing or is no JSON', () => {
    for (const event of [{ requestContext: {} }, { requestContext: {}, body: '{' }, undefined, null]) {
      expect(openEnvelope(event).payload ?? undefined).toBeUndefined();
    }
  });
});
