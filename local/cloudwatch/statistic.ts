import { validationError } from './errors.ts';

/** What is computed from the samples of one period. `fraction` of a percentile is in [0, 1]. */
export type Statistic =
  | { readonly kind: 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount' }
  | { readonly kind: 'percentile'; readonly fraction: number };

const SIMPLE = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const;

/** Reads `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or `pNN[.N]` (`p0`…`p100`). Throws `ValidationError`. */
export function parseStatistic(text: string | undefined): Statistic {
  const simple = SIMPLE.find((kind) => kind === text);
  if (simple !== undefined) return { kind: simple };
  const percent = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(text ?? '')?.[1];
  if (percent !== undefined && Number(percent) <= 100) {
    return { kind: 'percentile', fraction: Number(percent) / 100 };
  }
  throw validationError(
    `got statistic ${JSON.stringify(text)}, allowed are ${SIMPLE.join(', ')} and p0 to p100; other extended statistics are not modelled`,
  );
}

/** Samples of one period as they are gathered. `values` holds raw samples only; a statistic set counts in the rest. */
export interface Samples {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  readonly values: number[];
  /** How often each of `values` occurred. */
  readonly weights: number[];
  /** False once a statistic set was gathered: its raw values are unknown. */
  allRaw: boolean;
}

export function noSamples(): Samples {
  return {
    count: 0,
    sum: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    values: [],
    weights: [],
    allRaw: true,
  };
}

/** The statistic of a period; absent when nothing was sampled, or for a percentile over a statistic set. */
export function summarize(samples: Samples, statistic: Statistic): number | undefined {
  if (samples.count === 0) return undefined;
  switch (statistic.kind) {
    case 'Sum':
      return samples.sum;
    case 'Average':
      return samples.sum / samples.count;
    case 'Minimum':
      return samples.minimum;
    case 'Maximum':
      return samples.maximum;
    case 'SampleCount':
      return samples.count;
    case 'percentile':
      return samples.allRaw ? percentile(samples, statistic.fraction) : undefined;
  }
}

/**
 * Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). CloudWatch does not document its own
 * interpolation.
 */
function percentile(samples: Samples, fraction: number): number {
  const order = samples.values.map((_, index) => index);
  order.sort((a, b) => (samples.values[a] ?? 0) - (samples.values[b] ?? 0));
  const rank = (samples.count - 1) * fraction;
  const below = Math.floor(rank);
  const low = valueAtRank(samples, order, below);
  const high = rank > below ? valueAtRank(samples, order, below + 1) : low;
  return low + (high - low) * (rank - below);
}

/** Value at a rank counted from 0, each value repeated by its weight. */
function valueAtRank(samples: Samples, order: readonly number[], rank: number): number {
  let passed = 0;
  for (const index of order) {
    passed += samples.weights[index] ?? 0;
    if (passed > rank) return samples.values[index] ?? 0;
  }
  return samples.maximum;
}
