import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { AlarmRule, MissingDataTreatment } from './alarm-evaluation.ts';
import { validationError } from './errors.ts';
import { evaluateQueries, parseQueries, type Query } from './metric-query.ts';
import { MetricStore } from './metric-store.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;
/** Limit on the metrics of an alarm's expression (user guide, alarms on math expressions). */
const MAX_METRICS = 10;
const TREATMENTS: readonly MissingDataTreatment[] = ['missing', 'notBreaching', 'breaching', 'ignore'];

/** A metric alarm's configuration, checked. */
export interface AlarmDefinition extends AlarmRule {
  readonly name: string;
  /** As it was put; what DescribeAlarms shows. */
  readonly input: PutMetricAlarmInput;
  readonly queries: readonly Query[];
  /** Id of the query whose datapoints are judged. */
  readonly watchedId: string;
  readonly periodMs: number;
  readonly threshold: number;
  readonly comparison: Comparison;
}

/** How a datapoint stands to the threshold when it breaches. */
export interface Comparison {
  readonly words: string;
  holds(value: number, threshold: number): boolean;
}

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ['GreaterThanThreshold', { words: 'greater than', holds: (value, threshold) => value > threshold }],
  [
    'GreaterThanOrEqualToThreshold',
    { words: 'greater than or equal to', holds: (value, threshold) => value >= threshold },
  ],
  ['LessThanThreshold', { words: 'less than', holds: (value, threshold) => value < threshold }],
  [
    'LessThanOrEqualToThreshold',
    { words: 'less than or equal to', holds: (value, threshold) => value <= threshold },
  ],
]);

/** Checks PutMetricAlarm's input. Throws `ValidationError` for what CloudWatch refuses or this model does not know. */
export function defineAlarm(input: PutMetricAlarmInput): AlarmDefinition {
  const name = input.AlarmName;
  if (!name || name.length > 255) {
    throw validationError(`got an AlarmName of ${name?.length ?? 0} characters, allowed are 1 to 255`);
  }
  refuseUnmodelled(input);
  const { Threshold: threshold } = input;
  const comparison = comparisonOf(input);
  if (typeof threshold !== 'number') throw validationError(`got no Threshold for ${name}; give a number`);
  const queries = parseQueries(queriesOf(input));
  const watchedId = watched(queries);
  const periodMs = checkedPeriodMs(queries, watchedId);
  return {
    name,
    input,
    queries,
    watchedId,
    periodMs,
    threshold,
    comparison,
    ...periodsOf(input, periodMs),
    treatMissingData: treatmentOf(input),
    breaches: (value) => comparison.holds(value, threshold),
  };
}

const UNMODELLED = [
  'ActionConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ThresholdMetricId',
  'Unit',
  'WarmUpConfiguration',
] as const;

function refuseUnmodelled(input: PutMetricAlarmInput): void {
  for (const member of UNMODELLED) {
    if (input[member] !== undefined)
      throw validationError(`got ${member}, which is not modelled; leave it out`);
  }
  if (input.EvaluationWindow !== undefined && input.EvaluationWindow.SlidingWindow === undefined) {
    throw validationError('got EvaluationWindow, allowed is SlidingWindow; other windows are not modelled');
  }
  if ((input.EvaluateLowSampleCountPercentile ?? 'evaluate') !== 'evaluate') {
    throw validationError('got EvaluateLowSampleCountPercentile ignore, allowed is evaluate; leave it out');
  }
}

function comparisonOf(input: PutMetricAlarmInput): Comparison {
  const comparison = COMPARISONS.get(input.ComparisonOperator ?? '');
  if (comparison !== undefined) return comparison;
  throw validationError(
    `got ComparisonOperator ${input.ComparisonOperator}, allowed are ${[...COMPARISONS.keys()].join(', ')}; anomaly detection is not modelled`,
  );
}

function treatmentOf(input: PutMetricAlarmInput): MissingDataTreatment {
  const given = input.TreatMissingData ?? 'missing';
  const treatment = TREATMENTS.find((known) => known === given);
  if (treatment !== undefined) return treatment;
  throw validationError(`got TreatMissingData ${given}, allowed are ${TREATMENTS.join(', ')}`);
}

const SINGLE_METRIC = [
  'Namespace',
  'MetricName',
  'Dimensions',
  'Period',
  'Statistic',
  'ExtendedStatistic',
] as const;

/** The metric math form as it is, or the single-metric form as one query. */
function queriesOf(input: PutMetricAlarmInput): readonly MetricDataQuery[] {
  const single = SINGLE_METRIC.filter((member) => input[member] !== undefined);
  if (input.Metrics !== undefined) {
    if (single.length === 0) return input.Metrics;
    throw validationError(`got Metrics together with ${single.join(', ')}; describe the metric in one place`);
  }
  const { Statistic: statistic, ExtendedStatistic: extended } = input;
  if ((statistic === undefined) === (extended === undefined)) {
    throw validationError('got both or neither of Statistic and ExtendedStatistic, allowed is exactly one');
  }
  const { Namespace, MetricName, Dimensions, Period } = input;
  const metric = { Namespace, MetricName, Dimensions };
  return [{ Id: 'm1', MetricStat: { Metric: metric, Period, Stat: statistic ?? extended } }];
}

function watched(queries: readonly Query[]): string {
  const returned = queries.filter((query) => query.returned);
  const [only] = returned;
  if (only !== undefined && returned.length === 1) return only.id;
  throw validationError(
    `got ${returned.length} queries with ReturnData, allowed is exactly one; set ReturnData false on the others`,
  );
}

/** Runs the queries over an empty store, which finds every unknown id and every wrong argument before any data come. */
function checkedPeriodMs(queries: readonly Query[], watchedId: string): number {
  const metrics = queries.filter((query) => query.kind === 'metric');
  if (metrics.length > MAX_METRICS) {
    throw validationError(`got ${metrics.length} metrics, allowed are ${MAX_METRICS}; use fewer`);
  }
  const view = { store: new MetricStore(), startMs: 0, endMs: 1, asOfMs: 0 };
  const series = evaluateQueries(queries, view).get(watchedId);
  if (series === undefined || metrics.some((query) => query.periodMs !== series.periodMs)) {
    throw validationError('got metrics of different periods, allowed is one; give them the same Period');
  }
  return series.periodMs;
}

function periodsOf(
  input: PutMetricAlarmInput,
  periodMs: number,
): Pick<AlarmRule, 'evaluationPeriods' | 'datapointsToAlarm'> {
  const evaluationPeriods = input.EvaluationPeriods ?? 0;
  const datapointsToAlarm = input.DatapointsToAlarm ?? evaluationPeriods;
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1) {
    throw validationError(`got EvaluationPeriods ${input.EvaluationPeriods}, allowed is an integer from 1`);
  }
  if (
    !Number.isInteger(datapointsToAlarm) ||
    datapointsToAlarm < 1 ||
    datapointsToAlarm > evaluationPeriods
  ) {
    throw validationError(
      `got DatapointsToAlarm ${datapointsToAlarm}, allowed is 1 to EvaluationPeriods ${evaluationPeriods}`,
    );
  }
  const periodS = periodMs / 1000;
  const limitS = periodS < HOUR_S ? DAY_S : 7 * DAY_S;
  if (periodS * evaluationPeriods > limitS) {
    throw validationError(
      `got ${evaluationPeriods} periods of ${periodS / MINUTE_S} minutes, allowed are ${limitS / HOUR_S} hours in all; use fewer`,
    );
  }
  return { evaluationPeriods, datapointsToAlarm };
}
