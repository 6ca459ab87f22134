import type { ArmEstimate } from './arm-estimate.ts';
import type { MetricKind, Moments } from './experiment.ts';

/** Groups of equal size that the exposures must be worth, as for the guard: a few users cannot speak for the others. */
export const FEWEST_GROUPS = 5;

/**
 * Estimate that takes groups of users, not exposures, for independent: the delete-a-group jackknife of sum ÷ exposures,
 * or of sum ÷ denominators (Kott, Journal of Official Statistics 17, 2001). Its degrees of freedom are one less than the
 * groups of equal size that the exposures are worth, (Σn)² ÷ Σn² (Kish, Survey Sampling, 1965), so heavy users widen the
 * interval twice. `undefined` below {@link FEWEST_GROUPS} such groups.
 */
export function estimateFromGroups(groups: readonly Moments[], kind: MetricKind): ArmEstimate | undefined {
  const filled = groups.filter(({ n }) => n > 0);
  const n = total(filled, (group) => group.n);
  const effective = n ** 2 / total(filled, (group) => group.n ** 2);
  // Written so that no exposures at all, which make it NaN, are too few as well.
  if (!(effective >= FEWEST_GROUPS)) return undefined;
  const below = (group: Moments): number => (kind === 'ratio' ? (group.denominator?.sum ?? 0) : group.n);
  const [sum, divisor] = [total(filled, (group) => group.sum), total(filled, below)];
  if (filled.some((group) => divisor - below(group) <= 0)) return undefined;
  const without = filled.map((group) => (sum - group.sum) / (divisor - below(group)));
  const centre = total(without, (one) => one) / without.length;
  const squares = total(without, (one) => (one - centre) ** 2);
  const variance = (squares * (without.length - 1)) / without.length;
  return { n, mean: sum / divisor, variance, degrees: effective - 1 };
}

function total<One>(list: readonly One[], read: (one: One) => number): number {
  return list.reduce((sum, one) => sum + read(one), 0);
}
