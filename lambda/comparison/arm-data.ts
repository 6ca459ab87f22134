import type {
  ArmData,
  ExperimentData,
  ExperimentMetric,
  Moments,
  QuantilePeriod,
} from '../../core/experiment/experiment.ts';
import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';
import { DAY_MS } from '../clock.ts';
import { METRIC } from '../metric-names.ts';
import { type ArmFigures, type ArmSource, readArmFigures, type Wanted } from './arm-figures.ts';
import { readArmQuantiles } from './arm-quantiles.ts';
import { type ComparedMetric, isAwaited, type Measured, outcomeWarnings } from './compared-metrics.ts';
import { durationOf, type Trial } from './trials.ts';

const GROUPS = Array.from({ length: UNIT_GROUPS }, (_, group) => group);

/** Groups hold so much of the exposures at least; otherwise they were not written all the time, and none are used. */
const GROUPED_SHARE = 0.99;

/** How many requests each arm had, read first: it decides what else is asked for. */
export interface ArmExposures {
  readonly trial: Trial;
  /** Of all arms, the control's first. */
  readonly arms: readonly (ArmData & {
    /** By the first moment of the day, UTC. */
    readonly byDay: ReadonlyMap<number, number>;
  })[];
}

/** Reads the exposures of a trial. Rejects like `readArmFigures`; so does the next. */
export async function readArmExposures(
  source: ArmSource,
  trial: Trial,
  signal: AbortSignal,
): Promise<ArmExposures> {
  const values = [trial.control, ...trial.candidates];
  const wanted = values.flatMap((arm) => [requests(arm), ...GROUPS.map((group) => requests(arm, group))]);
  const figures = await readArmFigures(source, trial, wanted, signal);
  const arms = values.map((value) => {
    const groups = GROUPS.map((group) => figures.total(requests(value, group)));
    return {
      value,
      exposures: figures.total(requests(value)),
      byDay: figures.byDay(requests(value)),
      groups,
    };
  });
  const isGrouped = arms.every(({ exposures, groups }) => sumOf(groups) >= GROUPED_SHARE * exposures);
  return {
    trial,
    arms: arms.map(({ groups, ...arm }) => ({
      ...arm,
      // Without known weights the arms are taken to have what they should.
      share: trial.weights ? (trial.weights.get(arm.value) ?? 0) : arm.exposures,
      ...(isGrouped && { groups }),
    })),
  };
}

/**
 * Everything that a comparison rests on, as CloudWatch has it: totals over the trial, by group of users where they are
 * told apart, and percentiles by day.
 */
export async function readExperiment(
  source: ArmSource,
  { trial, arms }: ArmExposures,
  metrics: readonly ComparedMetric[],
  signal: AbortSignal,
): Promise<ExperimentData> {
  const values = arms.map(({ value }) => value);
  const isGrouped = arms.every(({ groups }) => groups !== undefined);
  const wanted = metrics.flatMap((metric) =>
    values.flatMap((arm) => [
      ...wantedOf(metric, { arm }),
      ...(isGrouped ? GROUPS.flatMap((group) => wantedOf(metric, { arm, group })) : []),
    ]),
  );
  const figures = await readArmFigures(source, trial, unique(wanted), signal);
  const data: ExperimentMetric[] = [];
  for (const metric of metrics) {
    const quantiles = metric.hasQuantiles
      ? await readArmQuantiles(source, trial, { measured: metric.sum.metric, values }, signal)
      : undefined;
    data.push(metricData(metric, { figures, values, isGrouped, quantiles }));
  }
  // A verdict that rests on what has not come yet is not yet; it does not rest on something else.
  const counted = data.filter(
    (metric) => isAwaited(metric) || Object.values(metric.arms).some(({ n }) => n > 0),
  );
  return {
    flag: trial.flag,
    control: trial.control,
    arms: arms.map(({ byDay: _byDay, ...arm }) => arm),
    metrics: counted,
    days: durationOf(trial) / DAY_MS,
    warnings: outcomeWarnings(counted),
  };
}

function requests(arm: string, group?: number): Wanted {
  return { metric: METRIC.requests, statistic: 'Sum', arm, ...(group !== undefined && { group }) };
}

type Where = Pick<Wanted, 'arm' | 'group'>;

function wantedOf(metric: ComparedMetric, where: Where): readonly Wanted[] {
  const { exposures, sum, squares, denominator } = metric;
  const figures = [exposures, sum, ...(denominator ? [denominator.count, denominator.products] : [])];
  const all = where.group === undefined && squares ? [...figures, squares] : figures;
  return all.map((measured) => figureOf(measured, metric, where));
}

function figureOf(measured: Measured, { outcome }: ComparedMetric, where: Where): Wanted {
  return { ...measured, ...where, ...(outcome !== undefined && { outcome }) };
}

function unique(wanted: readonly Wanted[]): readonly Wanted[] {
  return [...new Map(wanted.map((one) => [JSON.stringify(one), one])).values()];
}

interface Read {
  readonly figures: ArmFigures;
  /** Of the arms. */
  readonly values: readonly string[];
  readonly isGrouped: boolean;
  readonly quantiles: Readonly<Record<string, readonly QuantilePeriod[]>> | undefined;
}

function metricData(
  metric: ComparedMetric,
  { figures, values, isGrouped, quantiles }: Read,
): ExperimentMetric {
  const arms = Object.fromEntries(values.map((arm) => [arm, momentsOf(metric, figures, { arm })]));
  const groups = Object.fromEntries(
    values.map((arm) => [arm, GROUPS.map((group) => momentsOf(metric, figures, { arm, group }))]),
  );
  // Outcomes of units whose group nobody knew are in none.
  const hasGroups = values.every(
    (arm) => sumOf((groups[arm] ?? []).map(({ n }) => n)) >= GROUPED_SHARE * (arms[arm]?.n ?? 0),
  );
  return {
    metric: metric.name,
    kind: kindOf(metric, Object.values(arms)),
    direction: metric.direction,
    standing: metric.standing,
    arms,
    ...(isGrouped && hasGroups && { groups }),
    ...(quantiles && { quantiles }),
  };
}

function momentsOf(metric: ComparedMetric, figures: ArmFigures, where: Where): Moments {
  const total = (measured: Measured): number => figures.total(figureOf(measured, metric, where));
  const { exposures, sum, squares, denominator } = metric;
  const count = denominator && total(denominator.count);
  return {
    n: total(exposures),
    sum: total(sum),
    // Of groups nobody needs squares: the variance is the one between them.
    sumSquares: squares ? (where.group === undefined ? total(squares) : 0) : total(sum),
    ...(denominator &&
      count !== undefined && {
        denominator: { sum: count, sumSquares: count, sumProducts: total(denominator.products) },
      }),
  };
}

/** Values in 0…1 whose squares are as large as themselves are all 0 or 1. */
function kindOf({ kind, outcome }: ComparedMetric, arms: readonly Moments[]): ExperimentMetric['kind'] {
  const isBinary = ({ sum, sumSquares }: Moments): boolean => Math.abs(sum - sumSquares) <= 1e-9 * sum;
  return outcome !== undefined && arms.every(isBinary) ? 'proportion' : kind;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
