import { BUCKETS, bucketsOf, placeAmong, saltPrefix, unitHash } from '../../core/evaluation/bucket.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Evaluation } from '../../core/rubrics/evaluation.ts';

/** Whether the answer to a request is judged. The same request is always drawn alike. */
export type Sampling = (requestId: string, exposure: SampledExposure) => boolean;

/** The flag in motion and the side of the unit. */
export interface SampledExposure {
  readonly flag: string;
  readonly role: Role;
}

/** The draw is independent of the flags' own buckets: those are of users, under other salts. */
const SALT = saltPrefix('evaluation');

/**
 * Draws which answers are judged, by the hash of the request's id: at random as far as users, answers and sides are
 * concerned, without a state that execution environments would have to share. Raising a share keeps whoever was drawn.
 */
export function createSampling({ sample }: Pick<Evaluation, 'sample'>): Sampling {
  return (requestId, { flag, role }) => {
    const share = sample.get(flag)?.[role];
    if (share === undefined) return false;
    return placeAmong(unitHash(SALT, requestId), BUCKETS) < bucketsOf(share);
  };
}
