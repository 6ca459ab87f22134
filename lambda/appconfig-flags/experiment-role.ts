import type { EvaluationContext, Role } from '../../core/evaluation/decision.ts';
import { unitOf } from '../openfeature/flag-context.ts';
import { groupingPlace } from '../openfeature/grouping-place.ts';
import type { ComparedUnit } from '../openfeature/outcome-tracker.ts';

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

/** The side that a unit is on which a flag serves a variant; `undefined` for one in no experiment. */
export function comparedUnit(
  flag: string,
  variant: string | undefined,
  context: EvaluationContext,
): ComparedUnit | undefined {
  const role = roleOfVariant(variant);
  return role && { role, bucket: groupingPlace('appconfig-flags', flag, unitOf(context)) };
}
