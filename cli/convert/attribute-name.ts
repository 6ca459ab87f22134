import { ATTRIBUTE_PATTERN } from '../../core/document/limits.ts';
import { BUCKETING } from '../../core/evaluation/predicate.ts';

const ATTRIBUTE = new RegExp(ATTRIBUTE_PATTERN);

/** Why a flag document cannot test an attribute of this name; `undefined` where it can. */
export function attributeProblem(name: string): string | undefined {
  if (name === 'segment' || BUCKETING.has(name)) return `"${name}" means something else in a condition`;
  return ATTRIBUTE.test(name) ? undefined : `names of attributes match ${ATTRIBUTE_PATTERN}`;
}
