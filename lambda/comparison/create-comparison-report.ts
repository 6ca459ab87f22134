import { renderReport } from '../../report/render-report.ts';
import type { ReportData } from '../../report/report-data.ts';
import { type Clock, HOUR_MS, MINUTE_MS } from '../clock.ts';
import { reportPrefix } from '../contract.ts';
import { METRIC_SETTLE_MS } from '../guard/guard-data-source.ts';
import type { MetricReader } from '../guard/metric-series.ts';
import type { DeploymentReader } from '../guard/rollout-history.ts';
import { type AlarmReader, readAlarms } from './alarm-history.ts';
import { compareStage } from './compare-stage.ts';
import { comparedMetrics } from './compared-metrics.ts';
import type { ReportSettings } from './report-settings.ts';
import { stageReport } from './stage-report.ts';
import { readTimeline } from './stage-timeline.ts';
import { verdictLines, verdictMessage } from './verdict-message.ts';

/** A text for people. */
export interface Message {
  /** At most 100 printable ASCII characters, as SNS has it. */
  readonly subject: string;
  readonly text: string;
}

export interface ReportDependencies {
  readonly deployments: DeploymentReader;
  readonly metrics: MetricReader;
  readonly alarms: AlarmReader;
  /** Tells one topic. */
  readonly tell: (topicArn: string, message: Message) => Promise<void>;
  /** Puts a page in the bucket and resolves to its address. */
  readonly keep: (bucket: string, key: string, page: string) => Promise<string>;
  readonly settings: ReportSettings;
  readonly clock: Clock;
  /** Takes one line of the log. */
  readonly emit: (line: string) => void;
}

/** What came of a report. */
export interface ReportResult {
  /** Verdict sentences, each with its flag. */
  readonly verdicts: readonly string[];
  /** Number of topics that were told. */
  readonly told: number;
  /** Address of the page. */
  readonly page?: string;
}

/** Makes one report; a schedule asks for it. Rejects when it could not be made, kept or told: Lambda then tries again. */
export type ComparisonReport = (event: unknown) => Promise<ReportResult>;

/** Longest time for all reads together: a report is hours of metrics, and Lambda's own limit must not be reached. */
const READ_MS = 4 * MINUTE_MS;

/** Compares what was in motion in the last days, keeps the page where a bucket is configured, and tells the topics. */
export function createComparisonReport(dependencies: ReportDependencies): ComparisonReport {
  return async () => {
    const data = await reportData(dependencies);
    const { settings, keep, tell, emit } = dependencies;
    const { bucket, topics, service, stage } = settings;
    const page =
      bucket === undefined
        ? undefined
        : await keep(bucket, pageKey({ service, stage }, data.toMs), renderReport(data));
    const message = verdictMessage(data, page);
    for (const topic of topics) await tell(topic, message);
    const verdicts = verdictLines(data);
    const result = { verdicts, told: topics.length, ...(page !== undefined && { page }) };
    emit(JSON.stringify({ comparison: result }));
    return result;
  };
}

/** Under the prefix that the stack lets the function write to, by the hour at which the report ends. */
export function pageKey({ service, stage }: Pick<ReportSettings, 'service' | 'stage'>, toMs: number): string {
  const hour = new Date(toMs).toISOString().slice(0, 13);
  return `${reportPrefix(service, stage)}${hour}.html`;
}

async function reportData({
  settings,
  clock,
  metrics,
  alarms,
  deployments,
}: ReportDependencies): Promise<ReportData> {
  const { service, stage, place, outcomes, days, threshold, monitors } = settings;
  const nowMs = clock.now();
  const toMs = Math.floor((nowMs - METRIC_SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
  const source = { metrics, service, stage, nowMs };
  const compared = comparedMetrics(outcomes);
  const signal = AbortSignal.timeout(READ_MS);
  const result = await compareStage(
    {
      ...{ source, deployments, place, metrics: compared, options: {}, isCut: false },
      within: { fromMs: toMs - days * 24 * HOUR_MS, toMs },
    },
    signal,
  );
  const timeline = await readTimeline(source, result.within, result.deployments, signal);
  const history = await readAlarms(alarms, monitors, { within: result.within, nowMs }, signal);
  return stageReport({ service, stage, result, metrics: compared, timeline, history, threshold });
}
