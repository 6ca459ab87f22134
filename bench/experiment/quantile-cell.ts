import type { QuantilePeriod } from '../../core/experiment/experiment.ts';
import { quantileDifferences, quantileProbabilities } from '../../core/experiment/quantiles.ts';
import { distributions } from '../../lambda/comparison/distributions.ts';
import type { Random } from '../../local/random.ts';

const ALPHA = 0.05;
/** Normal quantiles of those that are compared. */
const Z: Readonly<Record<number, number>> = { 0.5: 0, 0.9: 1.2815515655446004, 0.99: 2.3263478740408408 };

/** Log-normal latencies of both arms over some days. */
export interface QuantileCell {
  readonly name: string;
  readonly perArmAndDay: number;
  readonly days: number;
  /** The arm's latencies, in multiples of the control's. */
  readonly ratio: number;
}

/** By compared quantile, whether its interval holds the true difference; missing where there is no interval. */
export function playQuantiles(cell: QuantileCell, random: Random): Readonly<Record<number, boolean>> {
  const days = Array.from({ length: cell.days }, () => [
    aDay(cell, cell.ratio, random),
    aDay(cell, 1, random),
  ]);
  const [arm, control] = [days.flatMap(([one = []]) => one), days.flatMap(([, other = []]) => other)];
  const found = quantileDifferences(arm, control, ALPHA, distributions);
  return Object.fromEntries(
    found.flatMap(({ probability, interval: { low, high } = {} }) => {
      if (low === undefined || high === undefined) return [];
      const truth = (cell.ratio - 1) * latency(Z[probability] ?? 0);
      return [[probability, low <= truth && truth <= high]];
    }),
  );
}

/** The percentiles that are asked for, nearest rank, as of one period. */
function aDay({ perArmAndDay: n }: QuantileCell, ratio: number, random: Random): readonly QuantilePeriod[] {
  const values = Float64Array.from({ length: n }, () => ratio * latency(random.normal())).sort();
  const points = quantileProbabilities(n, ALPHA, distributions).map((probability) => ({
    probability,
    value: values[Math.min(n, Math.ceil(probability * n)) - 1] ?? 0,
  }));
  return [{ n, points }];
}

/** Milliseconds, by the standard normal that makes them. */
function latency(normal: number): number {
  return 800 * Math.exp(0.6 * normal);
}
