import type { TimelinePoint } from '../../report/report-data.ts';
import { HOUR_MS } from '../clock.ts';
import { readSeries, type Series } from '../guard/metric-series.ts';
import { DIMENSION, GUARD_METRIC } from '../metric-names.ts';
import type { ArmSource } from './arm-figures.ts';
import type { FlagDeployment } from './flag-deployments.ts';
import { periodsOf } from './periods.ts';
import type { Span } from './trials.ts';

/**
 * The highest percentage and evidence of each full hour: as the guard has measured them, and the percentage as planned where
 * it said nothing. Rejects like `readSeries`.
 */
export async function readTimeline(
  { metrics, service, stage, nowMs }: ArmSource,
  within: Span,
  deployments: readonly FlagDeployment[],
  signal: AbortSignal,
): Promise<readonly TimelinePoint[]> {
  const dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: stage };
  const highest = (metric: string): Omit<Series, 'periodMs'> => ({ metric, dimensions, statistic: 'p100' });
  const wanted = [highest(GUARD_METRIC.deploymentPercentage), highest(GUARD_METRIC.evidence)];
  const hours: TimelinePoint[] = [];
  for (const { range, periodMs } of periodsOf(within, nowMs).filter((one) => one.periodMs === HOUR_MS)) {
    const query = { series: wanted.map((series) => ({ ...series, periodMs })), range };
    const [percentages = [], evidences = []] = await readSeries(metrics, query, signal);
    for (const [at, measured] of percentages.entries()) {
      const atMs = range.fromMs + at * periodMs;
      const percentage = measured > 0 ? measured : plannedPercentage(deployments, atMs);
      const evidence = evidences[at] ?? 0;
      hours.push({
        atMs,
        ...(percentage !== undefined && { percentage }),
        ...(evidence > 0 && { evidence }),
      });
    }
  }
  return hours;
}

/** Of the newest deployment that has begun and was not taken back: linearly from its start to when it has grown. */
function plannedPercentage(deployments: readonly FlagDeployment[], atMs: number): number | undefined {
  const newest = deployments.findLast(({ startedAtMs }) => startedAtMs <= atMs);
  if (newest === undefined || newest.outcome === 'rolled-back' || newest.outcome === 'reverted') {
    return undefined;
  }
  const { startedAtMs, grownAtMs } = newest;
  return atMs >= grownAtMs ? 100 : Math.round((100 * (atMs - startedAtMs)) / (grownAtMs - startedAtMs));
}
