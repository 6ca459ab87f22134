import { BUCKETS, placeAmong, saltPrefix, unitHash } from '../../core/evaluation/bucket.ts';
import type { Role } from '../../core/evaluation/decision.ts';

/** What AppConfig calls the control's variant while an experiment runs. */
export const CONTROL_VARIANT = '__c__';
const TREATMENT_VARIANT = /^__t\d+__$/;

/**
 * The side of an experiment that a variant is of: every treatment is a candidate against the one control. Overrides
 * (`__t1_override__`) are no side, since nobody drew them; nor are the team's own variants.
 */
export function roleOfVariant(variant: string | undefined): Role | undefined {
  if (variant === undefined) return undefined;
  if (variant === CONTROL_VARIANT) return 'control';
  return TREATMENT_VARIANT.test(variant) ? 'candidate' : undefined;
}

/** Whether AppConfig made the variant for an experiment. */
export function isOfExperiment(variant: string | undefined): boolean {
  return variant !== undefined && /^__(c|t\d+)(_override)?__$/.test(variant);
}

/** AppConfig does not tell a unit's place: this one only says with whom the guard groups it, whatever its side. */
export function groupingPlace(flag: string, unit: string): number {
  return placeAmong(unitHash(saltPrefix(`appconfig-flags:${flag}`), unit), BUCKETS);
}
