import { createHash } from 'node:crypto';

/**
 * Where a value stands under a salt, uniform in [0, 100): the first 32 bits of SHA-256. AWS documents that the hash of a
 * split is consistent and not which it is, so ours is right about how many, and about nobody in particular.
 */
export function splitPlace(salt: string, value: string): number {
  const hash = createHash('sha256').update(`${salt}:${value}`).digest();
  return (hash.readUInt32BE(0) / 2 ** 32) * 100;
}
