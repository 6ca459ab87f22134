import { elementAt } from '../element-at.ts';

/**
 * P-values in their order, adjusted so that any false "different" among all of them has at most the probability they are
 * compared with (Holm 1979): no assumption about how they depend on each other, and valid daily where they are.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues
    .map((_, at) => at)
    .sort((left, right) => elementAt(pValues, left) - elementAt(pValues, right));
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  for (const [rank, at] of order.entries()) {
    largest = Math.max(largest, Math.min(1, elementAt(pValues, at) * (pValues.length - rank)));
    adjusted[at] = largest;
  }
  return adjusted;
}
