import { unitGroupOf } from '../guard/unit-group.ts';
import type { ResolvedFlag } from '../openfeature/resolved-flag.ts';
import type { Exposure } from './token-issuer.ts';

/**
 * What outcomes of an answer are attributed by: what the flag was to serve, whoever answered in the end. `undefined` when
 * the unit is in no comparison.
 */
export function exposureOf(resolved: ResolvedFlag): Exposure | undefined {
  const { flag, role, value, documentVersion, bucket } = resolved;
  return role && { flag, role, value, documentVersion, bucketGroup: unitGroupOf(bucket) };
}
