import { utf8 } from './utf8.ts';

/** Where hashing stands after a constant beginning: salts are hashed once, at compile time. */
export interface HashPrefix {
  readonly state: number;
  /** Bytes not yet mixed in, lowest first. */
  readonly pending: number;
  /** How many bits of `pending` are in use: 0, 8, 16 or 24. */
  readonly pendingBits: number;
  /** Bytes hashed so far. */
  readonly byteLength: number;
}

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

/** MurmurHash3 x86_32 of the UTF-8 bytes of `text` (Appleby, smhasher `MurmurHash3.cpp`), 0…2^32 − 1. */
export function murmur3(text: string, seed = 0): number {
  return murmur3From({ state: seed, pending: 0, pendingBits: 0, byteLength: 0 }, text);
}

/** Hashes a constant beginning once; continue with {@link murmur3From}. */
export function murmur3Prefix(text: string): HashPrefix {
  const bytes = isAscii(text) ? text : utf8(text);
  const wholeBytes = bytes.length & ~3;
  let state = 0;
  for (let at = 0; at < wholeBytes; at += 4) {
    state = mixWord(
      state,
      byteAt(bytes, at) |
        (byteAt(bytes, at + 1) << 8) |
        (byteAt(bytes, at + 2) << 16) |
        (byteAt(bytes, at + 3) << 24),
    );
  }
  let pending = 0;
  for (let at = wholeBytes; at < bytes.length; at++) pending |= byteAt(bytes, at) << ((at - wholeBytes) * 8);
  return { state, pending, pendingBits: (bytes.length - wholeBytes) * 8, byteLength: bytes.length };
}

/**
 * The hash of the prefix followed by `text`: `murmur3From(murmur3Prefix(a), b) === murmur3(a + b)`, unless the cut goes through a
 * surrogate pair.
 */
export function murmur3From(prefix: HashPrefix, text: string): number {
  return hashUnits(prefix, text, ASCII);
}

const ASCII = 0x7f;
const BYTE = 0xff;

/**
 * Takes each UTF-16 unit for a byte, and starts again with the text encoded when one is above `limit`. Four at a time and
 * in one pass: reading a unit costs more than mixing it.
 */
function hashUnits(prefix: HashPrefix, text: string, limit: number): number {
  let { state, pending, pendingBits } = prefix;
  let seen = 0;
  let at = 0;
  for (const end = text.length - 3; at < end; at += 4) {
    const first = text.charCodeAt(at);
    const second = text.charCodeAt(at + 1);
    const third = text.charCodeAt(at + 2);
    const fourth = text.charCodeAt(at + 3);
    seen |= first | second | third | fourth;
    const word = first | (second << 8) | (third << 16) | (fourth << 24);
    state = mixWord(state, pending | (word << pendingBits));
    // In two steps, because a shift by 32 bits would be one by none.
    pending = (word >>> 1) >>> (31 - pendingBits);
  }
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    seen |= unit;
    pending |= unit << pendingBits;
    pendingBits += 8;
    if (pendingBits === 32) {
      state = mixWord(state, pending);
      pending = 0;
      pendingBits = 0;
    }
  }
  if (seen > limit) return hashUnits(prefix, utf8(text), BYTE);
  return avalanche(state ^ scramble(pending) ^ (prefix.byteLength + text.length));
}

function scramble(word: number): number {
  const product = Math.imul(word, C1);
  return Math.imul((product << 15) | (product >>> 17), C2);
}

function mixWord(state: number, word: number): number {
  const mixed = state ^ scramble(word);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function avalanche(state: number): number {
  let hash = state;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function byteAt(bytes: string, at: number): number {
  return bytes.charCodeAt(at);
}

function isAscii(text: string): boolean {
  let seen = 0;
  for (let at = 0; at < text.length; at++) seen |= text.charCodeAt(at);
  return seen < 0x80;
}
