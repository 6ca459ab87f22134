import type { Role } from '../../core/evaluation/decision.ts';
import { DAY_MS } from '../clock.ts';
import { dimensionValue } from '../dimension-value.ts';
import { type MetricReader, readSeries, type Series } from '../guard/metric-series.ts';
import { unitGroupName } from '../guard/unit-group.ts';
import { ARM_DIMENSION_SETS, DIMENSION } from '../metric-names.ts';
import type { Measured } from './compared-metrics.ts';
import { periodsOf } from './periods.ts';
import type { Trial } from './trials.ts';

/** Where arms are counted. */
export interface ArmSource {
  readonly metrics: MetricReader;
  /** Metric dimension `Service`. */
  readonly service: string;
  /** Metric dimension `Environment`. */
  readonly stage: string;
  /** Epoch milliseconds: what CloudWatch still has depends on it. */
  readonly nowMs: number;
}

/** One figure of one arm. */
export interface Wanted extends Measured {
  /** The arm's value. */
  readonly arm: string;
  /** Of units; without it all of them. */
  readonly group?: number;
  readonly outcome?: string;
}

/** What was read. Whatever was not asked for is 0. */
export interface ArmFigures {
  total(wanted: Wanted): number;
  /** By the first moment of the day, UTC, ascending; days without any are left out. */
  byDay(wanted: Wanted): ReadonlyMap<number, number>;
}

/**
 * Reads figures over all spans of a trial. Rejects with a `RolloutError` `guard-data-partial` unless CloudWatch gave all it
 * has.
 */
export async function readArmFigures(
  source: ArmSource,
  trial: Trial,
  wanted: readonly Wanted[],
  signal: AbortSignal,
): Promise<ArmFigures> {
  const plan = wanted.flatMap((one) =>
    seriesOf(source, trial, one).map((series) => ({ key: keyOf(one), series })),
  );
  const days = new Map<string, Map<number, number>>();
  for (const { range, periodMs } of trial.spans.flatMap((span) => periodsOf(span, source.nowMs))) {
    const series = plan.map((one) => ({ ...one.series, periodMs }));
    const values = await readSeries(source.metrics, { series, range }, signal);
    for (const [at, { key }] of plan.entries()) {
      const own = days.get(key) ?? new Map<number, number>();
      days.set(key, own);
      addByDay(own, values[at] ?? [], { fromMs: range.fromMs, periodMs });
    }
  }
  const byDay = (one: Wanted): ReadonlyMap<number, number> => days.get(keyOf(one)) ?? new Map();
  return { byDay, total: (one) => [...byDay(one).values()].reduce((sum, value) => sum + value, 0) };
}

/** The series whose sum is the figure: units of role control may be served several values. */
export function seriesOf(
  { service, stage }: Pick<ArmSource, 'service' | 'stage'>,
  { flag, control, servedToControl }: Trial,
  { metric, statistic, arm, group, outcome }: Wanted,
): readonly Omit<Series, 'periodMs'>[] {
  const isControl = arm === control;
  const role: Role = isControl ? 'control' : 'candidate';
  const values: Readonly<Record<string, string | undefined>> = {
    [DIMENSION.service]: service,
    [DIMENSION.environment]: stage,
    [DIMENSION.flag]: flag,
    [DIMENSION.role]: role,
    [DIMENSION.outcome]: outcome,
    [DIMENSION.unitGroup]: group === undefined ? undefined : unitGroupName(group),
  };
  const names = dimensionSetOf(group !== undefined, outcome !== undefined);
  // Values that differ in what CloudWatch does not take only are one there.
  const served = new Set((isControl ? servedToControl : [arm]).map(dimensionValue));
  return [...served].map((value) => ({
    metric,
    statistic,
    dimensions: Object.fromEntries(
      names.map((name) => [name, name === DIMENSION.value ? value : dimensionValue(values[name] ?? '')]),
    ),
  }));
}

function dimensionSetOf(isGroup: boolean, isOutcome: boolean): readonly string[] {
  if (isOutcome) return isGroup ? ARM_DIMENSION_SETS.outcomeGroup : ARM_DIMENSION_SETS.outcome;
  return isGroup ? ARM_DIMENSION_SETS.group : ARM_DIMENSION_SETS.arm;
}

function addByDay(
  days: Map<number, number>,
  values: Iterable<number>,
  { fromMs, periodMs }: { readonly fromMs: number; readonly periodMs: number },
): void {
  let atMs = fromMs;
  for (const value of values) {
    const day = Math.floor(atMs / DAY_MS) * DAY_MS;
    if (value > 0) days.set(day, (days.get(day) ?? 0) + value);
    atMs += periodMs;
  }
}

function keyOf({ metric, statistic, arm, group, outcome }: Wanted): string {
  return JSON.stringify([metric, statistic, arm, group ?? null, outcome ?? null]);
}
