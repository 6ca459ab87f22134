import type { Arm, Flag, FlagValue, Rule } from '../../../core/document/flag-document.ts';
import { child } from '../../../core/document/issue-list.ts';
import { BUCKETS } from '../../../core/evaluation/bucket.ts';
import { DEFAULT_BUCKET_BY } from '../../../core/evaluation/compile.ts';
import { dealingOf } from '../dealing.ts';
import type { LossList } from '../loss-list.ts';
import { theirAttribute } from './attributes.ts';
import type { Fields } from './fields.ts';

export interface RolloutOptions {
  readonly flag: Flag;
  readonly rule: Rule;
  /** Pointer of the rule. */
  readonly pointer: string;
  readonly arms: readonly Arm[];
  readonly isGate: boolean;
  /** Index of a value's variation. */
  readonly variationOf: (value: FlagValue) => number;
  /** The flag's salt. */
  readonly salt: string;
  readonly losses: LossList;
}

/** A rollout of LaunchDarkly; one that compares is an experiment, so that its SDKs tell who takes part. */
export function writeRollout(options: RolloutOptions): Fields {
  const { flag, rule, pointer, arms, losses, variationOf } = options;
  const { bucketBy } = dealingOf(flag, rule);
  const variations = scaled(arms, pointer, losses).map(({ value, weight }) => ({
    variation: variationOf(value),
    weight,
  }));
  const seed = seedOf(options);
  const isByKey = bucketBy === DEFAULT_BUCKET_BY;
  if (!isByKey) {
    const why = `LaunchDarkly puts users without ${bucketBy} into the first bucket, here they go on: it differs where ${bucketBy} is no text and no whole number`;
    losses.add('approximated', child(pointer, 'condition'), `buckets by ${bucketBy}`, why);
  }
  const named = theirAttribute(bucketBy);
  return {
    kind: options.isGate && isByKey ? 'experiment' : 'rollout',
    ...(!isByKey && 'name' in named && { bucketBy: named.name }),
    ...(seed !== undefined && { seed }),
    variations,
  };
}

/** The flag's salt that its LaunchDarkly-dealt rules have in common, as far as there is one. */
export function saltOf(flag: Flag): string {
  const beginning = `${flag.flag}.`;
  const salts = flag.rules.map((rule) => dealingOf(flag, rule)).filter(({ hash }) => hash === 'launchdarkly');
  const own = salts.find(({ salt }) => salt.startsWith(beginning));
  return own ? own.salt.slice(beginning.length) : flag.flag;
}

/** A whole number other than zero as salt is a seed; any other has to be what LaunchDarkly makes of the flag. */
function seedOf({ flag, rule, pointer, salt: flagSalt, losses }: RolloutOptions): number | undefined {
  const { hash, salt } = dealingOf(flag, rule);
  const place = child(child(pointer, 'condition'), hash === 'launchdarkly' ? 'salt' : 'hash');
  const seed = Number(salt);
  if (hash !== 'launchdarkly') {
    const why = 'LaunchDarkly hashes with SHA-1: the shares stay, the users in them change';
    losses.add('reassigned', place, `the hash ${hash}`, why);
    return undefined;
  }
  if (salt === `${flag.flag}.${flagSalt}`) return undefined;
  if (Number.isSafeInteger(seed) && seed !== 0 && String(seed) === salt) return seed;
  losses.add(
    'reassigned',
    place,
    `the salt ${salt}`,
    'in LaunchDarkly it is the flag key and one salt for the flag, or a seed',
  );
  return undefined;
}

/** Weights in 100,000ths, by where each arm ends. */
function scaled(arms: readonly Arm[], pointer: string, losses: LossList): readonly Arm[] {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let [end, placed] = [0, 0];
  return arms.map(({ value, weight }) => {
    end += weight;
    const place = Math.round((end * BUCKETS) / total);
    if (place * total !== end * BUCKETS) {
      const why = 'LaunchDarkly deals by 100,000ths: the ends of the arms are rounded';
      losses.add('reassigned', child(pointer, 'split'), 'weights between 100,000ths', why);
    }
    const arm = { value, weight: place - placed };
    placed = place;
    return arm;
  });
}
