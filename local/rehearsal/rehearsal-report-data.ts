import { compare } from '../../core/experiment/compare.ts';
import { comparedMetrics, metricNames } from '../../lambda/comparison/compared-metrics.ts';
import { distributions } from '../../lambda/comparison/distributions.ts';
import { FLAGS } from '../../lambda/contract.ts';
import type {
  Exposure,
  ExposureRow,
  FlagEffect,
  ReportData,
  ReportedComparison,
} from '../../report/report-data.ts';
import { MINUTE_MS } from '../clock.ts';
import { REHEARSED_OUTCOME } from './arm-sums.ts';
import type { RecordedRollout, RehearsalRecorder } from './rehearsal-recorder.ts';
import { rehearsedExperiment } from './rehearsed-experiment.ts';
import { rehearsedSpread } from './rehearsed-spread.ts';
import { decisionOf, rehearsedTimeline } from './rehearsed-timeline.ts';
import type { RehearsalReport } from './report.ts';

/** Metrics are called as they are where a stage's arms are compared. */
const METRICS = metricNames(comparedMetrics([REHEARSED_OUTCOME]));

const NOTES = [
  'Nothing here happened to real users: models, users and traffic are played, in virtual time, through the handlers, the template and the flag document that would be deployed.',
  'All figures are of what requests met, so they are there at once; in an account metrics and outcomes come later.',
  'A rehearsal is over in an hour or two of virtual time. What takes days of traffic to tell is not told here: the verdicts say how long it would take.',
  'Requests of one user are not independent: variances are those between 16 groups of users.',
];

const MINUTES_A_DAY = 1440;
/** Lengths of a period that a reader can count in, in minutes; the first that gives few enough bars. */
const PERIODS = [1, 5, 15, 60];
const MOST_BARS = 96;

/** A rehearsal that has ended, as its page shows it. The same rehearsal gives the same data. */
export function rehearsalReportData(recorder: RehearsalRecorder, report: RehearsalReport): ReportData {
  const { rollouts } = recorder;
  const fromMs = beginOf(rollouts, report);
  const toMs = fromMs + report.simulatedMinutes * MINUTE_MS;
  const comparisons = rollouts.flatMap((rollout, index) =>
    comparisonOf(rollout, rollouts[index + 1]?.view.startMs ?? toMs, recorder),
  );
  return {
    title: `Rehearsal of ${report.scenario}`,
    ...{ service: recorder.stage?.service ?? '', environment: recorder.stage?.environment ?? '' },
    ...{ origin: 'rehearsal', fromMs, toMs, notes: NOTES },
    timeline: rehearsedTimeline(recorder),
    ...{ comparisons, metrics: METRICS },
    distributions: rollouts.flatMap(({ view, result }) =>
      result ? rehearsedSpread(nameOf(view.number), result) : [],
    ),
    exposure: exposureOf(rollouts, report.simulatedMinutes),
    effects: effectsOf(recorder, comparisons.at(-1)),
  };
}

function beginOf(rollouts: readonly RecordedRollout[], report: RehearsalReport): number {
  const [first] = rollouts;
  return (first?.view.startMs ?? 0) - (report.rollouts[0]?.startedAtMinute ?? 0) * MINUTE_MS;
}

function nameOf(number: number): string {
  return `Rollout ${number}`;
}

function comparisonOf(
  rollout: RecordedRollout,
  toMs: number,
  { stage }: RehearsalRecorder,
): readonly ReportedComparison[] {
  const { view, result } = rollout;
  const decision = decisionOf(rollout);
  if (!result) return [];
  const days = (toMs - view.startMs) / MINUTE_MS / MINUTES_A_DAY;
  const { percentage } = view;
  const data = rehearsedExperiment({ result, percentage, days, guard: stage?.guard }, distributions);
  const comparison = compare(data, {}, distributions);
  return [
    { name: nameOf(view.number), fromMs: view.startMs, toMs, comparison, ...(decision && { decision }) },
  ];
}

function exposureOf(rollouts: readonly RecordedRollout[], minutes: number): Exposure {
  const periodMinutes = PERIODS.find((period) => minutes / period <= MOST_BARS) ?? MINUTES_A_DAY;
  const rows = new Map<string, ExposureRow>();
  for (const { result } of rollouts) {
    for (const { model, sums } of result ? [result.control, result.candidate] : []) {
      for (const [minute, requests] of sums.byMinute) {
        const atMs = Math.floor(minute / periodMinutes) * periodMinutes * MINUTE_MS;
        const key = `${atMs} ${model}`;
        const count = (rows.get(key)?.count ?? 0) + requests;
        rows.set(key, { atMs, flag: FLAGS.model, arm: model, count });
      }
    }
  }
  const inOrder = [...rows.values()].sort((one, other) => one.atMs - other.atMs);
  return { counted: 'requests', periodMinutes, rows: inOrder };
}

/** Of the four flags a rehearsal moves one; the newest rollout is its newest change. */
function effectsOf(
  { stage, rollouts }: RehearsalRecorder,
  newest: ReportedComparison | undefined,
): readonly FlagEffect[] {
  const rollout = rollouts.at(-1);
  return (stage?.served ?? []).map(({ flag, value }) =>
    flag === FLAGS.model && rollout && newest ? movedEffect(rollout, newest) : { flag, value, effects: [] },
  );
}

function movedEffect(
  { view, decided, removed }: RecordedRollout,
  { comparison }: ReportedComparison,
): FlagEffect {
  const { control, candidate, percentage, startMs } = view;
  const stays = decided !== undefined && !decided.rollback && !removed;
  return {
    flag: FLAGS.model,
    value: stays ? `${candidate} for ${percentage} %, else ${control}` : control,
    change: { from: control, to: candidate, atMs: startMs },
    effects: comparison.metrics.map(({ metric, direction, contrasts }) => {
      const { relative } = contrasts[0] ?? {};
      return {
        ...{ metric, direction },
        ...(relative && { lift: relative.estimate, anytime: relative.anytime.interval }),
      };
    }),
  };
}
