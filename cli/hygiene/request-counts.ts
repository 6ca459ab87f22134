import { HOUR_MS, MINUTE_MS } from '../../lambda/clock.ts';
import { DIMENSION, METRIC } from '../../lambda/contract.ts';
import { readSeries } from '../../lambda/guard/metric-series.ts';
import { RolloutError } from '../../lambda/rollout-error.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { metricReader } from '../observation/guard-readers.ts';
import { serviceOf } from '../observation/service-name.ts';
import type { Stretch } from './deployed-history.ts';

const ROLES = ['candidate', 'control'];

/**
 * Requests of both roles that were counted for flags in a stretch, in whole hours. Empty when nothing was ever measured in
 * the stage: then nobody knows. Rejects with the SDK's errors, and with `unreachable` when CloudWatch gives a part only.
 */
export async function requestCounts(
  { clients, stage }: Pick<OpenStage, 'clients' | 'stage'>,
  flags: readonly string[],
  { fromMs, nowMs }: Stretch,
): Promise<ReadonlyMap<string, number>> {
  const service = flags.length > 0 ? await serviceOf(clients.cloudWatch, stage) : undefined;
  if (service === undefined) return new Map();
  const series = flags.flatMap((flag) =>
    ROLES.map((role) => requestsOf({ service, flag, role }, stage.environment.name)),
  );
  const range = { fromMs: floorTo(HOUR_MS, fromMs), toMs: floorTo(MINUTE_MS, nowMs) };
  const counts = await readSeries(
    metricReader(clients.cloudWatch),
    { series, range },
    new AbortController().signal,
  ).catch(inPart);
  const sums = counts.map((hours) => hours.reduce((sum, count) => sum + count, 0));
  return new Map(flags.map((flag, at) => [flag, (sums[2 * at] ?? 0) + (sums[2 * at + 1] ?? 0)]));
}

function requestsOf(
  { service, flag, role }: Readonly<Record<'service' | 'flag' | 'role', string>>,
  stage: string,
) {
  return {
    metric: METRIC.requests,
    dimensions: {
      [DIMENSION.service]: service,
      [DIMENSION.environment]: stage,
      [DIMENSION.flag]: flag,
      [DIMENSION.role]: role,
    },
    statistic: 'Sum',
    periodMs: HOUR_MS,
  } as const;
}

function floorTo(unitMs: number, moment: number): number {
  return Math.floor(moment / unitMs) * unitMs;
}

function inPart(error: unknown): never {
  if (!(error instanceof RolloutError)) throw error;
  const message = `requests of flags could not be counted: ${error.message}; nothing was changed; run the command again`;
  throw new CliError('unreachable', message, { exitCode: EXIT.aws, cause: error });
}
