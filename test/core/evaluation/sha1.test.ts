import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha1 } from '../../../core/evaluation/sha1.ts';

function hex(text: string): string {
  return sha1(text)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
}

describe('sha1', () => {
  it('gives the digests of FIPS 180-4', () => {
    expect(hex('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(hex('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    );
  });

  it('agrees with the platform on every text, unpaired surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        expect(hex(text)).toBe(createHash('sha1').update(text).digest('hex'));
      }),
    );
  });

  it('agrees with the platform on every length about the ends of blocks', () => {
    for (let length = 0; length <= 130; length++) {
      const text = 'x'.repeat(length);
      expect(hex(text), String(length)).toBe(createHash('sha1').update(text).digest('hex'));
    }
  });
});
