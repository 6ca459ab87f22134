import { MINUTE_MS } from '../../lambda/clock.ts';
import { DIMENSION, METRIC } from '../../lambda/contract.ts';
import { MAX_WINDOW_MS, METRIC_SETTLE_MS } from '../../lambda/guard/guard-data-source.ts';
import { type MetricReader, readSeries } from '../../lambda/guard/metric-series.ts';
import type { GuardSettings } from '../../lambda/guard/settings.ts';
import { RolloutError } from '../../lambda/rollout-error.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';

/** Under which names requests are measured. */
export type MetricNames = Pick<GuardSettings, 'service' | 'stage'>;

/** From and until when, epoch milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly nowMs: number;
}

/**
 * Requests of candidates in the whole minutes of a stretch, without the last one, which may still grow; of its last two
 * weeks only, since CloudWatch keeps no older minutes. Rejects with the SDK's errors, and with `unreachable` when
 * CloudWatch gives a part only.
 */
export async function candidateExposures(
  reader: MetricReader,
  { service, stage }: MetricNames,
  { fromMs, nowMs }: Stretch,
): Promise<number> {
  const first = Math.ceil(Math.max(fromMs, nowMs - MAX_WINDOW_MS) / MINUTE_MS);
  const end = Math.floor((nowMs - METRIC_SETTLE_MS) / MINUTE_MS);
  // CloudWatch refuses an empty range.
  if (end <= first) return 0;
  const series = {
    metric: METRIC.requests,
    dimensions: {
      [DIMENSION.service]: service,
      [DIMENSION.environment]: stage,
      [DIMENSION.role]: 'candidate',
    },
    statistic: 'Sum',
    periodMs: MINUTE_MS,
  } as const;
  const range = { fromMs: first * MINUTE_MS, toMs: end * MINUTE_MS };
  const query = { series: [series], range };
  const minutes = await readSeries(reader, query, new AbortController().signal).catch(inPart);
  return minutes.flatMap((values) => [...values]).reduce((sum, value) => sum + value, 0);
}

function inPart(error: unknown): never {
  if (!(error instanceof RolloutError)) throw error;
  const message = `requests of candidates could not be counted: ${error.message}; run the command again`;
  throw new CliError('unreachable', message, { exitCode: EXIT.aws, cause: error });
}
