import type { Contrast, MetricComparison } from '../../core/experiment/comparison.ts';
import { type Cell, csvOf } from '../../report/csv.ts';
import type { ReportData, ReportedComparison } from '../../report/report-data.ts';

const HEAD = [
  ...['flag', 'rollout', 'segment', 'metric', 'arm', 'control', 'verdict'],
  ...['n_arm', 'mean_arm', 'n_control', 'mean_control', 'difference', 'lift'],
  ...['difference_anytime_low', 'difference_anytime_high', 'difference_fixed_low', 'difference_fixed_high'],
  ...['lift_anytime_low', 'lift_anytime_high', 'lift_fixed_low', 'lift_fixed_high'],
  ...['p_anytime', 'p_anytime_adjusted', 'p_fixed', 'p_fixed_adjusted', 'adjustment'],
  ...['detectable_anytime', 'detectable_fixed'],
];

/** A row for each metric, arm and segment of each comparison; every number in full. */
export function comparisonCsv({ comparisons }: Pick<ReportData, 'comparisons'>): string {
  return csvOf([HEAD, ...comparisons.flatMap(rowsOf)]);
}

function rowsOf({ name, comparison }: ReportedComparison): readonly (readonly Cell[])[] {
  const { flag, control, metrics, segments } = comparison;
  const parts = [{ name: undefined, metrics }, ...segments];
  return parts.flatMap((part) =>
    part.metrics.flatMap((metric) =>
      metric.contrasts.map((contrast) => [flag, name, part.name, ...cellsOf(metric, contrast, control)]),
    ),
  );
}

function cellsOf(metric: MetricComparison, contrast: Contrast, control: string): readonly Cell[] {
  const { value, difference, relative, adjustedP, detectable, verdict } = contrast;
  const [arm, other] = [value, control].map((name) => metric.arms.find((one) => one.value === name));
  const { anytime, fixed } = relative ?? {};
  return [
    ...[metric.metric, value, control, verdict.kind],
    ...[arm?.n, arm?.mean, other?.n, other?.mean, difference?.estimate, relative?.estimate],
    ...[difference?.anytime.interval.low, difference?.anytime.interval.high],
    ...[difference?.fixed.interval.low, difference?.fixed.interval.high],
    ...[anytime?.interval.low, anytime?.interval.high, fixed?.interval.low, fixed?.interval.high],
    ...[difference?.anytime.p, adjustedP.anytime, difference?.fixed.p, adjustedP.fixed, adjustedP.method],
    ...[detectable.anytime, detectable.fixed],
  ];
}
