import type { QuantilePeriod, QuantilePoint } from '../../core/experiment/experiment.ts';

/** Counts by bin of several arms, over the same bins. */
export interface BinnedArms {
  /** Ascending, all above 0, by a factor. */
  readonly edges: readonly number[];
  readonly arms: Readonly<Record<string, readonly number[]>>;
}

const BINS = 24;

/**
 * How values are spread, drawn from percentiles by day: between two percentiles they are taken to be spread evenly, and
 * nothing is drawn beyond the outermost ones. `undefined` without percentiles, or where a value is 0 or less.
 */
export function dailyDistribution(
  quantiles: Readonly<Record<string, readonly QuantilePeriod[]>>,
): BinnedArms | undefined {
  const values = Object.values(quantiles).flatMap((days) =>
    days.flatMap(({ points }) => points.map(({ value }) => value)),
  );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(low > 0 && high > low && high < Number.POSITIVE_INFINITY)) return undefined;
  const edges = Array.from({ length: BINS + 1 }, (_, at) => low * (high / low) ** (at / BINS));
  const counted = (days: readonly QuantilePeriod[]): readonly number[] =>
    Array.from({ length: BINS }, (_, bin) =>
      Math.round(
        days.reduce(
          (sum, { n, points }) =>
            sum + n * (shareBelow(points, edges[bin + 1] ?? high) - shareBelow(points, edges[bin] ?? low)),
          0,
        ),
      ),
    );
  return {
    edges,
    arms: Object.fromEntries(Object.entries(quantiles).map(([arm, days]) => [arm, counted(days)])),
  };
}

/** Of the day's values, between its outermost percentiles. */
function shareBelow(points: readonly QuantilePoint[], value: number): number {
  const below = points.findLast((point) => point.value <= value);
  const above = points.find((point) => point.value > value);
  if (below === undefined) return points[0]?.probability ?? 0;
  if (above === undefined) return below.probability;
  const part = (value - below.value) / (above.value - below.value);
  return below.probability + part * (above.probability - below.probability);
}
