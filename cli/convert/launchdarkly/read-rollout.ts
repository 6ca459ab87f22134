import type { Arm, FlagValue } from '../../../core/document/flag-document.ts';
import { child } from '../../../core/document/issue-list.ts';
import { BUCKETS } from '../../../core/evaluation/bucket.ts';
import { type Dealing, joinedArms } from '../dealing.ts';
import { ourAttribute } from './attributes.ts';
import { eachIn, type Fields, type Place } from './fields.ts';

/** Users dealt among values, in 100,000ths. */
export interface Rollout {
  readonly dealing: Dealing;
  /** At least one; each value once. */
  readonly arms: readonly Arm[];
  readonly isExperiment: boolean;
}

/** Reads a rollout; nothing after it was refused. `servedBy` takes down variations that cannot be served. */
export function readRollout(
  rollout: Place,
  flag: Fields,
  servedBy: (variation: unknown, pointer: string) => FlagValue | undefined,
): Rollout | undefined {
  const { fields, pointer, losses } = rollout;
  const { contextKind, seed } = fields;
  const isExperiment = fields.kind === 'experiment';
  if (contextKind !== undefined && contextKind !== 'user') {
    const why = 'a flag document knows users only';
    losses.add('refused', child(pointer, 'contextKind'), `a rollout to contexts of kind ${contextKind}`, why);
  }
  // An experiment is dealt by the key, whatever it says.
  const bucketBy = isExperiment ? 'key' : String(fields.bucketBy || 'key');
  const attribute = ourAttribute(bucketBy, contextKind !== undefined);
  if ('problem' in attribute) {
    losses.add('refused', child(pointer, 'bucketBy'), `buckets by ${bucketBy}`, attribute.problem);
    return undefined;
  }
  const arms = distinctArms(rollout, reachedArms(rollout, servedBy));
  if (arms.length === 0 || losses.isRefused) return undefined;
  const salt = seed ? String(Number(seed)) : `${flag.key}.${flag.salt || ''}`;
  return { dealing: { hash: 'launchdarkly', salt, bucketBy: attribute.name }, arms, isExperiment };
}

/** Arms that somebody comes to. The last one takes whatever the weights leave over. */
function reachedArms(
  rollout: Place,
  servedBy: (variation: unknown, pointer: string) => FlagValue | undefined,
): readonly Arm[] {
  const variations = eachIn(rollout, 'variations');
  const arms: Arm[] = [];
  let end = 0;
  for (const [at, { fields, pointer, losses }] of variations.entries()) {
    const weight = typeof fields.weight === 'number' ? fields.weight : 0;
    if (!Number.isInteger(weight) || weight < 0)
      losses.add('refused', pointer, `weight ${weight}`, 'weights are whole');
    const from = end;
    end = at === variations.length - 1 ? BUCKETS : Math.min(BUCKETS, end + weight);
    if (end <= from) continue;
    const value = servedBy(fields.variation, child(pointer, 'variation'));
    if (value !== undefined) arms.push({ value, weight: end - from });
  }
  return joinedArms(arms);
}

/** An experiment on part of the traffic has the rest at the end, with a variation that it had before. */
function distinctArms({ pointer, losses }: Place, arms: readonly Arm[]): readonly Arm[] {
  const weights = new Map<FlagValue, number>();
  for (const { value, weight } of arms) weights.set(value, (weights.get(value) ?? 0) + weight);
  if (weights.size < arms.length) {
    const why = 'a split has each value once: its shares are put together, and users in between change';
    losses.add('reassigned', child(pointer, 'variations'), 'a variation that stands twice in a rollout', why);
  }
  return [...weights].map(([value, weight]) => ({ value, weight }));
}
