import { elementAt } from '../element-at.ts';

/**
 * P-values in their order, adjusted so that of those called different at most the stated share is so by chance, on
 * average (Benjamini and Hochberg 1995): for independent metrics, or ones that move together.
 */
export function benjaminiHochberg(pValues: readonly number[]): readonly number[] {
  const order = pValues
    .map((_, at) => at)
    .sort((left, right) => elementAt(pValues, right) - elementAt(pValues, left));
  const adjusted = pValues.map(() => 1);
  let smallest = 1;
  for (const [rank, at] of order.entries()) {
    const position = pValues.length - rank;
    smallest = Math.min(smallest, (elementAt(pValues, at) * pValues.length) / position);
    adjusted[at] = smallest;
  }
  return adjusted;
}
