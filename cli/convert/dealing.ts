import type { Arm, Flag, Rule } from '../../core/document/flag-document.ts';
import { percentageSalt, splitSalt } from '../../core/evaluation/bucket.ts';
import { DEFAULT_BUCKET_BY } from '../../core/evaluation/compile.ts';

/** How a percentage or split deals units, every default filled in. */
export interface Dealing {
  readonly hash: 'murmur3' | 'flagd' | 'launchdarkly';
  readonly salt: string;
  readonly bucketBy: string;
}

export function dealingOf({ flag }: Flag, rule: Rule): Dealing {
  const { hash, salt, bucket_by: bucketBy } = rule.condition;
  const defaultSalt = 'split' in rule ? splitSalt(flag, rule.name) : percentageSalt(flag, rule.value);
  return {
    hash: hash === 'flagd' || hash === 'launchdarkly' ? hash : 'murmur3',
    salt: typeof salt === 'string' ? salt : defaultSalt,
    bucketBy: typeof bucketBy === 'string' ? bucketBy : DEFAULT_BUCKET_BY,
  };
}

/** Neighbours of one value as one arm: the places are the same. */
export function joinedArms(arms: readonly Arm[]): readonly Arm[] {
  const joined: Arm[] = [];
  for (const { value, weight } of arms) {
    const before = joined.at(-1);
    if (before?.value !== value) joined.push({ value, weight });
    else joined[joined.length - 1] = { value, weight: before.weight + weight };
  }
  return joined;
}
