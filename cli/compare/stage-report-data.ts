import { DAY_MS } from '../../core/time/iso8601.ts';
import { MINUTE_MS } from '../../lambda/clock.ts';
import { type AlarmHistory, alarmReader, readAlarms } from '../../lambda/comparison/alarm-history.ts';
import { compareStage } from '../../lambda/comparison/compare-stage.ts';
import { stageReport } from '../../lambda/comparison/stage-report.ts';
import { readTimeline } from '../../lambda/comparison/stage-timeline.ts';
import { METRIC_SETTLE_MS } from '../../lambda/guard/guard-data-source.ts';
import { deploymentReader, metricReader } from '../../lambda/guard/sdk-readers.ts';
import { RolloutError } from '../../lambda/rollout-error.ts';
import type { ReportData } from '../../report/report-data.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { stageName } from '../appconfig/stage-names.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { monitorsOf } from '../observation/alarms.ts';
import { guardSettingsOf } from '../observation/guard-settings.ts';
import { measuredNames } from '../observation/metric-names.ts';
import { askedMetrics, type ReportQuery } from './report-query.ts';

const DEFAULT_MS = 28 * DAY_MS;

/**
 * What a stage's record and metrics say. Rejects with the SDK's errors, with `not-found` when nothing was ever measured, and
 * with `unreachable` when CloudWatch gives a part only.
 */
export async function stageReportData(
  open: OpenStage,
  query: ReportQuery,
  nowMs: number,
): Promise<ReportData> {
  const { clients, stage } = open;
  const metrics = askedMetrics(query);
  const guard = await guardSettingsOf(clients.appConfig, stage);
  const names = guard ?? (await measuredNames(clients.cloudWatch, stage));
  if (names === undefined) throw neverMeasured(open);
  // What is younger may still be on its way to CloudWatch.
  const closedMs = Math.floor((nowMs - METRIC_SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
  const toMs = Math.min(query.until ?? closedMs, closedMs);
  const within = { fromMs: query.since ?? toMs - DEFAULT_MS, toMs };
  const { service, stage: environment } = names;
  const source = { metrics: metricReader(clients.cloudWatch), service, stage: environment, nowMs };
  const { signal } = new AbortController();
  const stageQuery = {
    source,
    deployments: deploymentReader(clients.appConfig),
    place: stage.place,
    within,
    isCut: query.since !== undefined,
    metrics,
    flag: query.flag,
    options: query.comparison,
  };
  const result = await compareStage(stageQuery, signal).catch(inPart);
  const timeline = await readTimeline(source, result.within, result.deployments, signal).catch(inPart);
  const history = await alarmsOf(open, { within: result.within, nowMs }, signal);
  return stageReport({
    ...{ service, stage: environment, result, metrics, timeline, history },
    threshold: guard && 1 / guard.guard.alpha,
  });
}

/** Those that are monitors of the environment. */
async function alarmsOf(
  { clients, stage }: OpenStage,
  time: Parameters<typeof readAlarms>[2],
  signal: AbortSignal,
): Promise<AlarmHistory> {
  const names = await monitorsOf(clients.appConfig, stage.place);
  return readAlarms(alarmReader(clients.cloudWatch), names, time, signal);
}

function inPart(error: unknown): never {
  if (!(error instanceof RolloutError)) throw error;
  const message = `arms could not be compared: ${error.message}; comparing changes nothing; run the command again`;
  throw new CliError('unreachable', message, { exitCode: EXIT.aws, cause: error });
}

function neverMeasured({ stage }: OpenStage): CliError {
  const message = `no request of ${stageName(stage)} was ever measured; nothing was changed; check --env and --region, or wait for requests`;
  return new CliError('not-found', message, { exitCode: EXIT.refused });
}
