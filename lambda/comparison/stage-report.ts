import type {
  Distribution,
  ExposureRow,
  FlagEffect,
  ReportData,
  ReportedComparison,
  TimelineDeployment,
  TimelinePoint,
} from '../../report/report-data.ts';
import type { AlarmHistory } from './alarm-history.ts';
import { attribute, type FlagAttribution } from './attribution.ts';
import type { StageComparison, TrialComparison } from './compare-stage.ts';
import { type ComparedMetric, metricNames } from './compared-metrics.ts';
import { dailyDistribution } from './daily-distribution.ts';
import type { ChangedValue, FlagDeployment } from './flag-deployments.ts';
import { timelineEvents } from './timeline-events.ts';

/** What a report of a stage is made of. */
export interface StageReport {
  readonly service: string;
  readonly stage: string;
  readonly result: StageComparison;
  readonly metrics: readonly ComparedMetric[];
  readonly timeline: readonly TimelinePoint[];
  readonly history: AlarmHistory;
  /** Evidence at which the guard takes a candidate back; absent without a guard. */
  readonly threshold?: number | undefined;
}

/** Everything that the page shows of a stage. */
export function stageReport(report: StageReport): ReportData {
  const { service, stage, result, metrics, timeline, history, threshold } = report;
  const { within, deployments, comparisons, notes } = result;
  const distributions = comparisons.flatMap((one) => distributionsOf(one, comparisons));
  return {
    title: `Which is better: ${service}, ${stage}`,
    service,
    environment: stage,
    origin: 'account',
    fromMs: within.fromMs,
    toMs: within.toMs,
    notes: [...notes, ...history.notes, ...(distributions.length > 0 ? [NOTE_ON_SPREAD] : [])],
    timeline: {
      points: timeline,
      ...(threshold !== undefined && { threshold }),
      deployments: deployments.map(timelineDeployment),
      alarms: history.alarms,
      events: timelineEvents(result),
    },
    comparisons: comparisons.map((one) => reported(one, comparisons)),
    metrics: metricNames(metrics),
    distributions,
    exposure: { counted: 'requests', periodMinutes: 1440, rows: comparisons.flatMap(exposureRows) },
    effects: attribute(result).map(flagEffect),
  };
}

const NOTE_ON_SPREAD = 'How values are spread is drawn from percentiles by day.';

function timelineDeployment(deployment: FlagDeployment): TimelineDeployment {
  const { startedAtMs, grownAtMs, endedAtMs, outcome, version, changes } = deployment;
  const textOf = (part: keyof ChangedValue): string => changes.map((change) => change[part]).join('; ');
  const isTakenBack = outcome === 'rolled-back' || outcome === 'reverted';
  const endMs = isTakenBack ? (endedAtMs ?? grownAtMs) : grownAtMs;
  return {
    startMs: startedAtMs,
    ...(outcome !== 'in-progress' && { endMs }),
    ...(changes.length > 0 && { flag: textOf('flag'), from: textOf('from'), to: textOf('to') }),
    version,
    outcome,
  };
}

function nameOf(one: TrialComparison, all: readonly TrialComparison[]): { readonly name?: string } {
  const same = all.filter(({ trial }) => trial.flag === one.trial.flag);
  return same.length > 1 ? { name: `Rollout ${same.indexOf(one) + 1}` } : {};
}

function reported(one: TrialComparison, all: readonly TrialComparison[]): ReportedComparison {
  const areSharesUnknown = one.trial.weights === undefined;
  return { ...one.span, ...nameOf(one, all), areSharesUnknown, comparison: one.comparison };
}

function distributionsOf(one: TrialComparison, all: readonly TrialComparison[]): readonly Distribution[] {
  return one.data.metrics.flatMap(({ metric, quantiles }) => {
    const binned = quantiles && dailyDistribution(quantiles);
    return binned ? [{ flag: one.trial.flag, metric, ...nameOf(one, all), scale: 'log', ...binned }] : [];
  });
}

function exposureRows({ trial, exposures }: TrialComparison): readonly ExposureRow[] {
  const rows = exposures.arms.flatMap(({ value, byDay }) =>
    [...byDay].map(([atMs, count]) => ({ atMs, flag: trial.flag, arm: value, count })),
  );
  return rows.toSorted((left, right) => left.atMs - right.atMs);
}

function flagEffect({ flag, value, change, arm, control, effects }: FlagAttribution): FlagEffect {
  return {
    flag,
    value,
    ...(change && { change: { from: change.from, to: change.to, atMs: change.atMs } }),
    ...(arm !== undefined && control !== undefined && { compared: { arm, control } }),
    effects: effects.map(({ metric, direction, relative }) => ({
      metric,
      direction,
      ...(relative && { lift: relative.estimate, anytime: relative.anytime.interval }),
    })),
  };
}
