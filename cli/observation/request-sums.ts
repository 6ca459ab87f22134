import {
  type MetricReader,
  readSeries,
  type Series,
  type SeriesQuery,
} from '../../lambda/guard/metric-series.ts';
import { DIMENSION, METRIC } from '../../lambda/metric-names.ts';
import { RolloutError } from '../../lambda/rollout-error.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import type { MetricNames } from './metric-names.ts';

/** From and until when, epoch milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly nowMs: number;
}

/** Requests of a stage, or those that have these further dimensions. */
export function requestSeries(
  { service, stage }: MetricNames,
  periodMs: number,
  dimensions: Series['dimensions'] = {},
): Series {
  const own = { [DIMENSION.service]: service, [DIMENSION.environment]: stage };
  return { metric: METRIC.requests, dimensions: { ...own, ...dimensions }, statistic: 'Sum', periodMs };
}

/** The sum of each series. Rejects with the SDK's errors, and with `unreachable` when CloudWatch gives a part only. */
export async function requestSums(reader: MetricReader, query: SeriesQuery): Promise<readonly number[]> {
  const series = await readSeries(reader, query, new AbortController().signal).catch(inPart);
  return series.map((values) => values.reduce((sum, value) => sum + value, 0));
}

function inPart(error: unknown): never {
  if (!(error instanceof RolloutError)) throw error;
  const message = `requests could not be counted: ${error.message}; counting changes nothing; run the command again`;
  throw new CliError('unreachable', message, { exitCode: EXIT.aws, cause: error });
}
