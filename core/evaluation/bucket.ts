import { type HashPrefix, murmur3From, murmur3Prefix } from './murmur3.ts';

/** Buckets there are: percentages come in steps of 0.001. */
export const BUCKETS = 100_000;

/** First bucket beyond a percentage, 0…{@link BUCKETS}; what is finer than a step of 0.001 is rounded away. */
export function bucketsOf(percentage: number): number {
  return Math.round((percentage * BUCKETS) / 100);
}

/** Largest sum of split weights; keeps hash × sum exact in a double (2^32 × 10^6 < 2^53). */
export const MAX_TOTAL_WEIGHT = 1_000_000;

const HASH_SPACE = 2 ** 32;

/** Salt of a percentage rule that names none: independent between flags and between candidates. */
export function percentageSalt(flag: string, value: string | number | boolean): string {
  return `${flag}:${value}`;
}

/** Salt of a split that names none. */
export function splitSalt(flag: string, rule: string): string {
  return `${flag}:${rule}`;
}

/** A salt made ready for hashing units. */
export function saltPrefix(salt: string): HashPrefix {
  return murmur3Prefix(`${salt}:`);
}

/** The same for flags that come from flagd, where nothing stands between salt and unit unless somebody put it there. */
export function bareSaltPrefix(salt: string): HashPrefix {
  return murmur3Prefix(salt);
}

/** The unit's hash under a salt: murmur3_x86_32 of `salt:unit`, seed 0. */
export function unitHash(salt: HashPrefix, unit: string): number {
  return murmur3From(salt, unit);
}

/**
 * Place of a hash among `total` equal parts, 0…total − 1: ⌊hash × total / 2^32⌋ without modulo bias, the rule of
 * flagd's current `fractional`. `total` at most {@link MAX_TOTAL_WEIGHT}.
 */
export function placeAmong(hash: number, total: number): number {
  return Math.floor((hash * total) / HASH_SPACE);
}
