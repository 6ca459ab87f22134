import { MINUTE_MS } from '../../lambda/clock.ts';
import { MAX_WINDOW_MS, METRIC_SETTLE_MS } from '../../lambda/guard/guard-data-source.ts';
import type { MetricReader } from '../../lambda/guard/metric-series.ts';
import { DIMENSION } from '../../lambda/metric-names.ts';
import type { MetricNames } from './metric-names.ts';
import { requestSeries, requestSums, type Stretch } from './request-sums.ts';

/**
 * Requests of candidates in the whole minutes of a stretch, without the last one, which may still grow; of its last two
 * weeks only, since CloudWatch keeps no older minutes. Rejects like `requestSums`.
 */
export async function candidateExposures(
  reader: MetricReader,
  names: MetricNames,
  { fromMs, nowMs }: Stretch,
): Promise<number> {
  const first = Math.ceil(Math.max(fromMs, nowMs - MAX_WINDOW_MS) / MINUTE_MS);
  const end = Math.floor((nowMs - METRIC_SETTLE_MS) / MINUTE_MS);
  // CloudWatch refuses an empty range.
  if (end <= first) return 0;
  const series = [requestSeries(names, MINUTE_MS, { [DIMENSION.role]: 'candidate' })];
  const range = { fromMs: first * MINUTE_MS, toMs: end * MINUTE_MS };
  const [sum = 0] = await requestSums(reader, { series, range });
  return sum;
}
