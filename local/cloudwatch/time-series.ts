import { validationError } from './errors.ts';

/** Datapoints at equal distances, oldest first; a missing datapoint is `undefined`. */
export interface TimeSeries {
  readonly periodMs: number;
  readonly points: readonly (number | undefined)[];
}

/** Applies `change` to each datapoint; a missing one stays missing, and a result that is not finite is dropped. */
export function mapPoints(series: TimeSeries, change: (value: number) => number): TimeSeries {
  return {
    periodMs: series.periodMs,
    points: series.points.map((value) => (value === undefined ? undefined : finite(change(value)))),
  };
}

/**
 * Applies `combine` wherever at least one side has a datapoint; the other side's missing one counts as 0, as CloudWatch
 * documents for arithmetic, comparison and logic. A result that is not finite (a division by zero) is dropped.
 */
export function zipPoints(
  left: TimeSeries,
  right: TimeSeries,
  combine: (left: number, right: number) => number,
): TimeSeries {
  checkSamePeriod([left, right]);
  const points = left.points.map((value, index) => {
    const other = right.points[index];
    return value === undefined && other === undefined ? undefined : finite(combine(value ?? 0, other ?? 0));
  });
  return { periodMs: left.periodMs, points };
}

/** Series of different periods have no common datapoints. Throws `ValidationError`. */
export function checkSamePeriod(all: readonly TimeSeries[]): void {
  const [first, ...others] = all;
  const other = others.find(({ periodMs }) => periodMs !== first?.periodMs);
  if (first === undefined || other === undefined) return;
  throw validationError(
    `got periods of ${first.periodMs / 1000} and ${other.periodMs / 1000} seconds in one expression, allowed is one; give its metrics the same Period`,
  );
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
