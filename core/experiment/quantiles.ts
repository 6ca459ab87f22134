import type { Interval, QuantileDifference } from './comparison.ts';
import type { Distributions } from './distributions.ts';
import type { QuantilePeriod, QuantilePoint } from './experiment.ts';

/** Quantiles that are compared. */
export const COMPARED_QUANTILES = [0.5, 0.9, 0.99] as const;

/**
 * Which percentiles of an arm with `n` exposures in a period to ask for: each compared quantile, and the ranks between
 * which it lies with probability 1 − alpha. Ends beyond the smallest or largest value are left out.
 */
export function quantileProbabilities(
  n: number,
  alpha: number,
  distributions: Distributions,
): readonly number[] {
  const probabilities = COMPARED_QUANTILES.flatMap((probability) => {
    const reach = reachOf(probability, n, alpha, distributions);
    return [probability - reach, probability, probability + reach];
  });
  return [...new Set(probabilities)].filter((one) => one > 0 && one < 1).sort((left, right) => left - right);
}

/** The same quantile of both arms in one period, each with the values at the ends of its ranks. */
interface PeriodDifference {
  readonly n: number;
  readonly arm: Estimate;
  readonly control: Estimate;
}

interface Estimate {
  readonly value: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/**
 * Differences of the compared quantiles, as the mean over the periods weighted by their exposures. The interval of each
 * arm and period is between order statistics, so it needs no density and no distribution but independent exposures; the
 * two and the periods are combined by their distances to the estimate (Zou and Donner, Statistics in Medicine 27, 2008).
 * A rank between two given percentiles is interpolated. Quantiles that no period has of both arms are left out.
 */
export function quantileDifferences(
  arm: readonly QuantilePeriod[],
  control: readonly QuantilePeriod[],
  alpha: number,
  distributions: Distributions,
): readonly QuantileDifference[] {
  return COMPARED_QUANTILES.flatMap((probability) => {
    const estimate = ({ n, points }: QuantilePeriod): Estimate | undefined => {
      const value = valueAt(points, probability);
      const reach = reachOf(probability, n, alpha, distributions);
      return value === undefined
        ? undefined
        : { value, low: valueAt(points, probability - reach), high: valueAt(points, probability + reach) };
    };
    const periods = arm.flatMap((own, at): readonly PeriodDifference[] => {
      const other = control[at];
      const [one, two] = [estimate(own), other && estimate(other)];
      return one && two && other ? [{ n: own.n + other.n, arm: one, control: two }] : [];
    });
    return periods.length === 0 ? [] : [combined(probability, periods)];
  });
}

/** How far the ranks of a quantile reach to either side, as a probability: the normal approximation of a binomial rank. */
function reachOf(probability: number, n: number, alpha: number, { normalQuantile }: Distributions): number {
  return -normalQuantile(alpha / 2) * Math.sqrt((probability * (1 - probability)) / n);
}

function valueAt(points: readonly QuantilePoint[], probability: number): number | undefined {
  let [below, above]: [QuantilePoint | undefined, QuantilePoint | undefined] = [undefined, undefined];
  for (const point of points) {
    if (point.probability <= probability && point.probability >= (below?.probability ?? 0)) below = point;
    if (point.probability >= probability && point.probability <= (above?.probability ?? 1)) above = point;
  }
  if (!(below && above)) return undefined;
  const width = above.probability - below.probability;
  const part = width > 0 ? (probability - below.probability) / width : 0;
  return below.value + part * (above.value - below.value);
}

function combined(probability: number, periods: readonly PeriodDifference[]): QuantileDifference {
  const n = periods.reduce((sum, period) => sum + period.n, 0);
  const mean = (read: (period: PeriodDifference) => number): number =>
    periods.reduce((sum, period) => sum + (period.n / n) * read(period), 0);
  const [arm, control] = [mean((period) => period.arm.value), mean((period) => period.control.value)];
  const distance = (read: (period: PeriodDifference) => number | undefined): number | undefined => {
    const squares = periods.map((period) => ((period.n / n) * (read(period) ?? Number.NaN)) ** 2);
    const sum = squares.reduce((total, one) => total + one, 0);
    return Number.isNaN(sum) ? undefined : Math.sqrt(sum);
  };
  const down = distance((period) => apart(below(period.arm), above(period.control)));
  const up = distance((period) => apart(above(period.arm), below(period.control)));
  const estimate = arm - control;
  const interval: Interval = {
    ...(down !== undefined && { low: estimate - down }),
    ...(up !== undefined && { high: estimate + up }),
  };
  const isBounded = down !== undefined || up !== undefined;
  return { probability, arm, control, estimate, ...(isBounded && { interval }) };
}

function below({ value, low }: Estimate): number | undefined {
  return low === undefined ? undefined : value - low;
}

function above({ value, high }: Estimate): number | undefined {
  return high === undefined ? undefined : high - value;
}

function apart(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.hypot(one, other);
}
