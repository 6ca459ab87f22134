import { HOUR_MS, MINUTE_MS } from '../../lambda/clock.ts';
import { metricReader } from '../../lambda/guard/sdk-readers.ts';
import { DIMENSION } from '../../lambda/metric-names.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { measuredNames } from '../observation/metric-names.ts';
import { requestSeries, requestSums, type Stretch } from '../observation/request-sums.ts';

const ROLES = ['candidate', 'control'];

/**
 * Requests of both roles that were counted for flags in a stretch, in whole hours. Empty when nothing was ever measured in
 * the stage: then nobody knows. Rejects like `requestSums`.
 */
export async function requestCounts(
  { clients, stage }: Pick<OpenStage, 'clients' | 'stage'>,
  flags: readonly string[],
  { fromMs, nowMs }: Stretch,
): Promise<ReadonlyMap<string, number>> {
  const names = flags.length > 0 ? await measuredNames(clients.cloudWatch, stage) : undefined;
  if (names === undefined) return new Map();
  const series = flags.flatMap((flag) =>
    ROLES.map((role) => requestSeries(names, HOUR_MS, { [DIMENSION.flag]: flag, [DIMENSION.role]: role })),
  );
  const range = { fromMs: floorTo(HOUR_MS, fromMs), toMs: floorTo(MINUTE_MS, nowMs) };
  const sums = await requestSums(metricReader(clients.cloudWatch), { series, range });
  return new Map(flags.map((flag, at) => [flag, (sums[2 * at] ?? 0) + (sums[2 * at + 1] ?? 0)]));
}

function floorTo(unitMs: number, moment: number): number {
  return Math.floor(moment / unitMs) * unitMs;
}
