import { elementAt } from '../element-at.ts';
import { utf8 } from './utf8.ts';

/** State of the hash, and digest: five words of 32 bits, each 0…2^32 − 1. */
export type Sha1Digest = readonly [number, number, number, number, number];

const BLOCK_BYTES = 64;
const ROUNDS = 80;

/** SHA-1 of the UTF-8 bytes of `text` (FIPS 180-4). For dealing units to buckets as others do, never for secrets. */
export function sha1(text: string): Sha1Digest {
  const bytes = padded(utf8(text));
  let state: Sha1Digest = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) state = compress(state, schedule(bytes, at));
  return state;
}

/** A one bit, zeros, and the length in bits in the last eight bytes fill up the last block. */
function padded(bytes: string): string {
  const zeros = (2 * BLOCK_BYTES - 9 - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES;
  const bits = bytes.length * 8;
  const length = [0, 8, 16, 24].map((shift) => String.fromCharCode((bits >>> shift) & 0xff)).reverse();
  // Texts are far shorter than the 2^29 bytes from which the upper half of the length is in use.
  return `${bytes}\x80${'\0'.repeat(zeros + 4)}${length.join('')}`;
}

function schedule(bytes: string, start: number): readonly number[] {
  const words: number[] = [];
  for (let at = start; at < start + BLOCK_BYTES; at += 4) {
    const [first, second] = [bytes.charCodeAt(at), bytes.charCodeAt(at + 1)];
    const [third, fourth] = [bytes.charCodeAt(at + 2), bytes.charCodeAt(at + 3)];
    words.push((first << 24) | (second << 16) | (third << 8) | fourth);
  }
  for (let at = words.length; at < ROUNDS; at++) {
    const [third, eighth] = [elementAt(words, at - 3), elementAt(words, at - 8)];
    words.push(rotated(third ^ eighth ^ elementAt(words, at - 14) ^ elementAt(words, at - 16), 1));
  }
  return words;
}

function compress(state: Sha1Digest, words: readonly number[]): Sha1Digest {
  let [a, b, c, d, e] = state;
  for (const [round, word] of words.entries()) {
    const next = (rotated(a, 5) + mixed(round, b, c, d) + e + word) | 0;
    [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
  }
  const [h0, h1, h2, h3, h4] = state;
  return [(h0 + a) >>> 0, (h1 + b) >>> 0, (h2 + c) >>> 0, (h3 + d) >>> 0, (h4 + e) >>> 0];
}

/** The round's function of three words, with the round's constant. */
function mixed(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
