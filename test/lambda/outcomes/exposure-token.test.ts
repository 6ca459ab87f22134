import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLOCK_SKEW_MS,
  type ExposureToken,
  MAX_TOKEN_LENGTH,
  signToken,
  verifyToken,
} from '../../../lambda/outcomes/exposure-token.ts';
import { aToken, DAY_MS, EXPOSURE, KEY, OTHER_KEY, START } from './builders.ts';

const LIFETIME_MS = 30 * DAY_MS;

function verify(text: unknown, { keys = [KEY], nowMs = START } = {}) {
  const read = verifyToken(text, { keys, nowMs, lifetimeMs: LIFETIME_MS });
  return read.ok ? read.value : read.problems[0];
}

/** A text with any payload that is signed as a token is. */
function signed(payload: string, key = KEY): string {
  const head = `v1.${Buffer.from(payload).toString('base64url')}`;
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
}

const exposures: fc.Arbitrary<ExposureToken> = fc.record({
  flag: fc.string({ maxLength: 64 }),
  role: fc.constantFrom('candidate', 'control'),
  value: fc.oneof(fc.string({ maxLength: 100, unit: 'binary' }), fc.integer(), fc.boolean()),
  documentVersion: fc.option(fc.string(), { nil: undefined }),
  bucketGroup: fc.option(
    fc.integer({ min: 0, max: 15 }).map((group) => String(group).padStart(2, '0')),
    { nil: undefined },
  ),
  issuedAtMs: fc.integer({ min: START - LIFETIME_MS + 1, max: START + CLOCK_SKEW_MS }),
  id: fc.string(),
});

/** The text with one bit of one character changed. */
function flipped(text: string, at: number, bit: number): string {
  const bytes = Buffer.from(text);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
  return bytes.toString('latin1');
}

describe('an exposure token', () => {
  it('says what was signed', () => {
    fc.assert(
      fc.property(exposures, (exposure) => {
        expect(verify(signToken(exposure, KEY))).toEqual(exposure);
      }),
    );
  });

  it('is short', () => {
    expect(aToken().length).toBeLessThan(200);
  });

  it('holds nothing but flag, role, value, version, group, time and a number of no meaning', () => {
    const payload = Buffer.from(aToken().split('.')[1] ?? '', 'base64url').toString();
    const { flag, role, value, documentVersion, bucketGroup, issuedAtMs, id } = EXPOSURE;
    expect(JSON.parse(payload)).toEqual([flag, role, value, documentVersion, bucketGroup, issuedAtMs, id]);
  });

  it('counts with the current key and with the one before it', () => {
    expect(verify(aToken({}, OTHER_KEY), { keys: [KEY, OTHER_KEY] })).toEqual(EXPOSURE);
    expect(verify(aToken(), { keys: [KEY, OTHER_KEY] })).toEqual(EXPOSURE);
  });

  it('of another key is forged', () => {
    expect(verify(aToken({}, OTHER_KEY))).toBe('token-forged');
    expect(verify(aToken(), { keys: [] })).toBe('token-forged');
  });

  it('is no token any more when any bit of it is flipped', () => {
    const text = aToken();
    for (let at = 0; at < text.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        expect(verify(flipped(text, at, bit)), `bit ${bit} of ${at}`).toMatch(/^token-(forged|malformed)$/);
      }
    }
  });

  it('is no token any more when it is cut off, begins later, or goes on', () => {
    const text = aToken();
    for (let length = 0; length < text.length; length += 1) {
      expect(verify(text.slice(0, length))).toMatch(/^token-(forged|malformed)$/);
      expect(verify(text.slice(length + 1))).toMatch(/^token-(forged|malformed)$/);
    }
    for (const more of ['A', '=', '.', ' ', '\n', '.AAAA']) {
      expect(verify(text + more)).toMatch(/^token-(forged|malformed)$/);
    }
  });

  it('has one spelling: other texts of the same bytes are forged', () => {
    const text = aToken();
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = letters.indexOf(text.at(-1) ?? '');
    for (const bits of [1, 2, 3]) {
      const spelling = text.slice(0, -1) + letters[last ^ bits];
      expect(Buffer.from(spelling.slice(-43), 'base64url')).toEqual(
        Buffer.from(text.slice(-43), 'base64url'),
      );
      expect(verify(spelling)).toBe('token-forged');
    }
    expect(verify(text.replaceAll('-', '+').replaceAll('_', '/').concat('='))).toBe('token-malformed');
  });

  it('has no other version', () => {
    expect(verify(aToken().replace('v1', 'v2'))).toBe('token-malformed');
    expect(verify(aToken().replace('v1.', ''))).toBe('token-malformed');
  });

  it('expires, to the millisecond, and sent again later it is expired still', () => {
    expect(verify(aToken(), { nowMs: START + LIFETIME_MS - 1 })).toEqual(EXPOSURE);
    for (const ageMs of [LIFETIME_MS, LIFETIME_MS + 1, 100 * LIFETIME_MS]) {
      expect(verify(aToken(), { nowMs: START + ageMs })).toBe('token-expired');
    }
  });

  it('is not accepted from a time to come, but for clocks that differ', () => {
    expect(verify(aToken({ issuedAtMs: START + CLOCK_SKEW_MS }))).toMatchObject({ id: EXPOSURE.id });
    expect(verify(aToken({ issuedAtMs: START + CLOCK_SKEW_MS + 1 }))).toBe('token-expired');
  });

  it.each([
    undefined,
    null,
    1,
    {},
    [],
    '',
    'v1..',
    'v1.a.b',
    `v1.${'A'.repeat(MAX_TOKEN_LENGTH)}.${'A'.repeat(43)}`,
  ])('is nothing like %j', (text) => {
    expect(verify(text)).toBe('token-malformed');
  });

  it.each([
    'null',
    '{}',
    '[',
    '[]',
    '["f","candidate","v",null,null,1]',
    '["f","winner","v",null,null,1,"id"]',
    '["f","candidate",null,null,null,1,"id"]',
    '["f","candidate","v",7,null,1,"id"]',
    '["f","candidate","v",null,"16",1,"id"]',
    '["f","candidate","v",null,null,1.5,"id"]',
    '["f","candidate","v",null,null,1,2]',
  ])('of ours never says %s, even signed by the key', (payload) => {
    expect(verify(signed(payload))).toBe('token-malformed');
  });

  it('never throws, whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' })), (text) => {
        expect(verify(text)).toMatch(/^token-(forged|malformed)$/);
      }),
    );
  });

  it('is not signed where it would be too long to be read', () => {
    expect(signToken({ ...EXPOSURE, value: 'x'.repeat(MAX_TOKEN_LENGTH) }, KEY)).toBeUndefined();
  });
});
