import { elementAt } from '../element-at.ts';
import type { ProcessTotals } from './evidence-process.ts';
import type { ArmGroups, MetricGroups, Numbers } from './guard-data.ts';

/** How far the requests of an arm are from being independent of each other. */
export interface Dispersion {
  /**
   * Variance of the comparison between groups of units ÷ the variance that independent requests would have; ≥ 1. The
   * logarithm of the evidence is divided by it.
   */
  readonly factor: number;
  /** How many groups of equal size the exposures are worth, in the arm of fewer: 1 when one unit sends nearly all. */
  readonly effectiveGroups: number;
}

/** Requests of one user that counts once. */
export const INDEPENDENT: Dispersion = { factor: 1, effectiveGroups: Number.POSITIVE_INFINITY };

/**
 * Dispersion over all hours of the groups, measured within each arm, so that a difference between the arms
 * is not taken for it. The largest of 1, the larger arm's, and that of the comparison: the larger arm alone misses one
 * wild user in the other, and the smaller one alone has too few events (docs/decisions/0009).
 */
export function dispersionOf(groups: MetricGroups, totals: ProcessTotals): Dispersion {
  const candidate = armDispersion(groups.candidate, totals.unitVariance.candidate);
  const control = armDispersion(groups.control, totals.unitVariance.control);
  const share = totals.candidateVarianceShare;
  const comparison = share * candidate.factor + (1 - share) * control.factor;
  const larger = totals.candidateExposures > totals.controlExposures ? candidate : control;
  return {
    factor: Math.max(1, comparison, larger.factor),
    effectiveGroups: Math.min(candidate.effectiveGroups, control.effectiveGroups),
  };
}

/**
 * Entry h holds one hour, the totals of all hours from h on, so that a process begun there need not add them up again;
 * the last entry holds none.
 */
export function groupsFromEachHour({ candidate, control }: MetricGroups): readonly MetricGroups[] {
  const [candidates, controls] = [armFromEachHour(candidate), armFromEachHour(control)];
  return candidates.map((arm, hour) => ({ candidate: arm, control: elementAt(controls, hour) }));
}

function armFromEachHour({ exposures, sums }: ArmGroups): readonly ArmGroups[] {
  const [exposed, summed] = [fromEachHour(exposures), fromEachHour(sums)];
  return exposed.map((totals, hour) => ({ exposures: [totals], sums: [elementAt(summed, hour)] }));
}

function fromEachHour(hours: readonly Numbers[]): readonly Numbers[] {
  let totals: Numbers = Array.from(hours[0] ?? [], () => 0);
  const all = [totals];
  for (const hour of hours.toReversed()) {
    totals = Array.from(hour, (value, group) => value + elementAt(totals, group));
    all.unshift(totals);
  }
  return all;
}

/**
 * Σ r² ÷ (n·v) with r = sum − mean·n of each group and v the variance of one exposure, corrected for the mean having
 * been estimated from as many groups as the exposures are worth, (Σn)² ÷ Σn² (Kish, Survey Sampling, 1965).
 */
function armDispersion(arm: ArmGroups, unitVariance: number): Dispersion {
  const exposures = totalsByGroup(arm.exposures);
  const sums = totalsByGroup(arm.sums);
  const total = sumOf(exposures);
  if (total <= 0) return { factor: 1, effectiveGroups: 0 };
  const effectiveGroups = total ** 2 / sumOf(exposures.map((count) => count ** 2));
  if (effectiveGroups <= 1 || unitVariance <= 0) return { factor: 1, effectiveGroups };
  const mean = sumOf(sums) / total;
  const squares = sumOf(sums.map((sum, at) => (sum - mean * elementAt(exposures, at)) ** 2));
  const correction = effectiveGroups / (effectiveGroups - 1);
  return { factor: (squares / (total * unitVariance)) * correction, effectiveGroups };
}

/**
 * The same for the split of the exposures between the arms, over all hours: ≥ 1. Measured twice, and the larger one
 * counts: how unevenly the groups are split, which shows most where both arms are large; and how uneven the groups are,
 * which shows the heavy users of both arms even while a candidate of 1 % happens to have none of them.
 */
export function splitDispersion({ candidate, control }: MetricGroups): number {
  const exposed = totalsByGroup(candidate.exposures);
  const both = totalsByGroup(control.exposures).map((count, group) => count + elementAt(exposed, group));
  const total = sumOf(both);
  if (total <= 0) return 1;
  const share = sumOf(exposed) / total;
  const split = { exposures: [both], sums: [exposed] };
  return Math.max(1, armDispersion(split, share * (1 - share)).factor, sizeDispersion(both, total));
}

/** Groups are equally large on average, so independent requests fall into each as into one cell of a multinomial. */
function sizeDispersion(groups: readonly number[], total: number): number {
  const mean = total / groups.length;
  return sumOf(groups.map((count) => (count - mean) ** 2)) / (total * (1 - 1 / groups.length));
}

function totalsByGroup(hours: readonly Numbers[]): readonly number[] {
  const totals = Array.from(hours[0] ?? [], () => 0);
  for (const hour of hours) {
    for (let group = 0; group < totals.length; group += 1) {
      totals[group] = elementAt(totals, group) + elementAt(hour, group);
    }
  }
  return totals;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
