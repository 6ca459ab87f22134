import { FLAGS } from '../contract.ts';
import { unitGroupOf } from '../guard/unit-group.ts';
import type { Exposure } from '../outcomes/token-issuer.ts';
import type { Served } from './serve.ts';

/**
 * What outcomes of an answer are attributed by: what the unit was to be served, whoever answered in the end. `undefined`
 * when the unit is in no comparison.
 */
export function exposureOf({ decisions, motion }: Served): Exposure | undefined {
  if (motion === undefined) return undefined;
  const { value, documentVersion } = decisions[motion.key];
  const bucketGroup = unitGroupOf(motion.bucket);
  return { flag: FLAGS[motion.key], role: motion.role, value, documentVersion, bucketGroup };
}
