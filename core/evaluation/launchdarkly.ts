import { sha1 } from './sha1.ts';

const HASH_SPACE = 2 ** 32;
/** LaunchDarkly takes 60 bits of the digest: the first word, and all of the second but four bits. */
const SECOND_WORD_PARTS = 2 ** 28;

/** What LaunchDarkly counts as a unit: a text, also an empty one, or a whole number, which counts as its decimal text. */
export function launchDarklyUnit(attribute: unknown): string | undefined {
  if (typeof attribute === 'string') return attribute;
  return Number.isInteger(attribute) ? String(attribute) : undefined;
}

/**
 * Where LaunchDarkly's bucketing puts a unit, as a hash for `placeAmong`: the first 15 hexadecimal digits of the SHA-1 of
 * `salt.unit` over 2^60, times 2^32; the salt is `flag key.flag salt`, or the seed of the rollout. The SDK compares the
 * fraction with sums of weights ÷ 100,000 as doubles; this differs from it for fractions within 2^-50 of such a sum only.
 * Source: `Bucketer` and `Evaluator` of `@launchdarkly/js-server-sdk-common`.
 */
export function launchDarklyHash(salt: string, unit: string): number {
  const [first, second] = sha1(`${salt}.${unit}`);
  const fraction = (first * SECOND_WORD_PARTS + (second >>> 4)) / (HASH_SPACE * SECOND_WORD_PARTS);
  // The fraction may round to one, which is behind every place.
  return Math.min(fraction * HASH_SPACE, HASH_SPACE - 1);
}
