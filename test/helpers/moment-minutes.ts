import fc, { type Arbitrary } from 'fast-check';
import type { ArmMinutes, MetricMinutes } from '../../core/guard/guard-data.ts';
import type { Random } from '../../local/random.ts';

/** One arm in one minute. */
export interface Moments {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

export interface MomentMinute {
  readonly candidate: Moments;
  readonly control: Moments;
}

export function momentsOf(values: readonly number[]): Moments {
  return {
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    sumOfSquares: values.reduce((sum, value) => sum + value ** 2, 0),
  };
}

/** A minute by its values. */
export function aMinute(candidate: readonly number[], control: readonly number[]): MomentMinute {
  return { candidate: momentsOf(candidate), control: momentsOf(control) };
}

/** Minutes as the guard reads them. */
export function momentMinutes(minutes: readonly MomentMinute[]): MetricMinutes {
  return {
    candidate: armOf(minutes.map(({ candidate }) => candidate)),
    control: armOf(minutes.map(({ control }) => control)),
  };
}

function armOf(moments: readonly Moments[]): ArmMinutes {
  return {
    exposures: moments.map(({ count }) => count),
    sums: moments.map(({ sum }) => sum),
    sumsOfSquares: moments.map(({ sumOfSquares }) => sumOfSquares),
  };
}

/** Minutes of two exposures or more in each arm, with any means and spreads. */
export function someMinutes(length: {
  readonly minLength: number;
  readonly maxLength: number;
}): Arbitrary<MomentMinute[]> {
  const moments = fc
    .record({
      count: fc.integer({ min: 2, max: 200 }),
      mean: fc.double({ min: 1, max: 1000, noNaN: true }),
      variation: fc.double({ min: 0.1, max: 2, noNaN: true }),
    })
    .map(({ count, mean, variation }) => ({
      count,
      sum: count * mean,
      sumOfSquares: count * mean ** 2 + (count - 1) * (variation * mean) ** 2,
    }));
  return fc.array(fc.record({ candidate: moments, control: moments }), length);
}

export interface LatencyOptions {
  readonly minutes: number;
  readonly requestsPerMinute: number;
  /** The candidate's share of the requests, by minute. */
  readonly share: (minute: number) => number;
  /** Median of the control's values, by minute. */
  readonly base: (minute: number) => number;
  /** Ratio of the candidate's mean to the control's. */
  readonly effect: number;
  /** Standard deviation of the logarithm. */
  readonly spread: number;
}

/** Minutes of log-normal values, as latencies are. */
export function latencyMinutes(random: Random, options: LatencyOptions): readonly MomentMinute[] {
  const { minutes, requestsPerMinute, share, base, effect, spread } = options;
  const values = (count: number, median: number) =>
    Array.from({ length: Math.round(count) }, () => random.logNormal(Math.log(median), spread));
  return Array.from({ length: minutes }, (_, minute) => {
    const exposed = requestsPerMinute * share(minute);
    return aMinute(values(exposed, base(minute) * effect), values(requestsPerMinute - exposed, base(minute)));
  });
}
