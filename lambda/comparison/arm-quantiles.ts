import { COMPARISON_DEFAULTS, type QuantilePeriod } from '../../core/experiment/experiment.ts';
import { quantileProbabilities } from '../../core/experiment/quantiles.ts';
import { readSeries, type Series } from '../guard/metric-series.ts';
import { type ArmSource, seriesOf, type Wanted } from './arm-figures.ts';
import { distributions } from './distributions.ts';
import { daysOf, type Periods } from './periods.ts';
import type { Trial } from './trials.ts';

/** Of an arm's exposures; where it is served several values, the others may have so much before none are compared. */
const OTHER_VALUES_SHARE = 0.01;
/** Of the intervals that the percentiles are asked for. */
const { alpha: ALPHA } = COMPARISON_DEFAULTS;

/** Which metric's percentiles, of which arms. */
export interface QuantileQuery {
  readonly measured: string;
  readonly values: readonly string[];
}

/**
 * Percentiles of each arm by day, in full hours. `undefined` where there are none, or where one arm is served several
 * values: percentiles of parts do not add up. Rejects like `readSeries`.
 */
export async function readArmQuantiles(
  source: ArmSource,
  trial: Trial,
  { measured: metric, values }: QuantileQuery,
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly QuantilePeriod[]>> | undefined> {
  const days = trial.spans.flatMap((span) => daysOf(span, source.nowMs) ?? []);
  const arms: Record<string, readonly QuantilePeriod[]> = {};
  for (const arm of values) {
    const periods = await readArm(source, seriesOf(source, trial, { ...COUNT, metric, arm }), {
      days,
      signal,
    });
    if (periods === undefined) return undefined;
    arms[arm] = periods;
  }
  return arms;
}

const COUNT: Pick<Wanted, 'statistic'> = { statistic: 'SampleCount' };

async function readArm(
  { metrics }: ArmSource,
  counts: readonly Omit<Series, 'periodMs'>[],
  { days, signal }: { readonly days: readonly Periods[]; readonly signal: AbortSignal },
): Promise<readonly QuantilePeriod[] | undefined> {
  const read = async (series: readonly Omit<Series, 'periodMs'>[]): Promise<readonly number[][]> => {
    const rows: number[][] = series.map(() => []);
    for (const { range, periodMs } of days) {
      const query = { series: series.map((one) => ({ ...one, periodMs })), range };
      const values = await readSeries(metrics, query, signal);
      for (const [at, row] of rows.entries()) row.push(...(values[at] ?? []));
    }
    return rows;
  };
  const byValue = await read(counts);
  const totals = byValue.map((row) => row.reduce((sum, n) => sum + n, 0));
  const main = totals.indexOf(Math.max(...totals));
  const all = totals.reduce((sum, n) => sum + n, 0);
  const [count, own] = [counts[main], byValue[main]];
  if (!(count && own) || all === 0 || (totals[main] ?? 0) < (1 - OTHER_VALUES_SHARE) * all) return undefined;
  const probabilities = probabilitiesFor(own.filter((n) => n > 0));
  const rows = await read(
    probabilities.map((probability) => ({ ...count, statistic: percentile(probability) })),
  );
  return own.map((n, day) => ({
    n,
    points:
      n === 0
        ? []
        : probabilities.map((probability, at) => ({ probability, value: rows[at]?.[day] ?? Number.NaN })),
  }));
}

/** What the ends of intervals need, of a day with few exposures as of an ordinary one. */
function probabilitiesFor(counts: readonly number[]): readonly number[] {
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  const all = [mean, Math.min(...counts)].flatMap((n) => quantileProbabilities(n, ALPHA, distributions));
  const rounded = all.map(outward);
  return [...new Set(rounded)].filter((one) => one > 0 && one < 1).toSorted((left, right) => left - right);
}

/** To six decimals away from the middle: an outermost one that falls short of what an interval needs leaves it open. */
function outward(probability: number): number {
  const round = probability < 0.5 ? Math.floor : Math.ceil;
  return round(probability * 1e6) / 1e6;
}

/** As CloudWatch spells it: `p99.5`. */
function percentile(probability: number): `p${number}` {
  return `p${Number((100 * probability).toFixed(4))}`;
}
