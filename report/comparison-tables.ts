import type {
  Comparison,
  Contrast,
  Interval,
  MetricComparison,
  ShareOfArm,
} from '../core/experiment/comparison.ts';
import { countText } from '../core/experiment/number-text.ts';
import { type Column, foldedTable } from './data-table.ts';
import type { Html } from './html.ts';
import { differenceText, liftText, probabilityText, valueText } from './number-text.ts';
import type { MetricName } from './report-data.ts';
import { verdictWord } from './verdict-text.ts';

type NameOf = (metric: string) => MetricName;

interface ContrastRow {
  readonly segment: string;
  readonly metric: MetricComparison;
  readonly contrast: Contrast;
}

/** Every figure of a comparison, folded up. `title` tells its tables from another comparison's. */
export function comparisonTables(
  title: string,
  comparison: Comparison,
  nameOf: NameOf,
): readonly (Html | undefined)[] {
  return [
    contrastTable(`${title}, metrics`, rowsOf('', comparison.metrics), comparison.control, nameOf),
    quantileTable(`${title}, quantiles`, comparison.metrics, nameOf),
    shareTable(`${title}, exposures`, comparison),
  ];
}

/** Contrasts of each segment; `undefined` without segments. */
export function segmentTable(title: string, comparison: Comparison, nameOf: NameOf): Html | undefined {
  const rows = comparison.segments.flatMap(({ name, metrics }) => rowsOf(name, metrics));
  return contrastTable(`${title}, segments`, rows, comparison.control, nameOf);
}

function rowsOf(segment: string, metrics: readonly MetricComparison[]): readonly ContrastRow[] {
  return metrics.flatMap((metric) => metric.contrasts.map((contrast) => ({ segment, metric, contrast })));
}

function contrastTable(
  caption: string,
  rows: readonly ContrastRow[],
  control: string,
  nameOf: NameOf,
): Html | undefined {
  if (rows.length === 0) return undefined;
  const segments: Column<ContrastRow>[] = [
    { heading: 'Segment', kind: 'text', value: ({ segment }) => segment },
  ];
  return foldedTable({
    ...{ caption, rows },
    columns: [
      { heading: 'Metric', kind: 'name', value: ({ metric }) => nameOf(metric.metric).label },
      ...(rows.some(({ segment }) => segment !== '') ? segments : []),
      { heading: 'Arm', kind: 'text', value: ({ contrast }) => contrast.value },
      { heading: 'Verdict', kind: 'text', value: ({ contrast }) => verdictWord(contrast.verdict.kind) },
      ...armColumns(control, nameOf),
      ...differenceColumns(nameOf),
      ...liftColumns(),
      ...probabilityColumns(),
    ],
  });
}

function armColumns(control: string, nameOf: NameOf): readonly Column<ContrastRow>[] {
  const arm = (value: string, { metric }: ContrastRow) => metric.arms.find((one) => one.value === value);
  const pair = (heading: string, armOf: (row: ContrastRow) => string): readonly Column<ContrastRow>[] => [
    numeric(`n, ${heading}`, (row) => arm(armOf(row), row)?.n, countText),
    numeric(
      `Mean, ${heading}`,
      (row) => arm(armOf(row), row)?.mean,
      (mean, { metric }) => valueText(mean, nameOf(metric.metric).unit),
    ),
  ];
  return [...pair('arm', ({ contrast }) => contrast.value), ...pair('control', () => control)];
}

function differenceColumns(nameOf: NameOf): readonly Column<ContrastRow>[] {
  const text = (value: number, { metric }: ContrastRow) => differenceText(value, nameOf(metric.metric).unit);
  return [
    numeric('Difference', ({ contrast }) => contrast.difference?.estimate, text),
    ...bounds(
      'Difference, any day',
      ({ contrast }: ContrastRow) => contrast.difference?.anytime.interval,
      text,
    ),
    ...bounds(
      'Difference, one look',
      ({ contrast }: ContrastRow) => contrast.difference?.fixed.interval,
      text,
    ),
  ];
}

function liftColumns(): readonly Column<ContrastRow>[] {
  return [
    numeric('Lift', ({ contrast }) => contrast.relative?.estimate, liftText),
    ...bounds('Lift, any day', ({ contrast }: ContrastRow) => contrast.relative?.anytime.interval, liftText),
    ...bounds('Lift, one look', ({ contrast }: ContrastRow) => contrast.relative?.fixed.interval, liftText),
    numeric('Detectable lift, any day', ({ contrast }) => contrast.detectable.anytime, liftText),
    numeric('Detectable lift, one look', ({ contrast }) => contrast.detectable.fixed, liftText),
  ];
}

function probabilityColumns(): readonly Column<ContrastRow>[] {
  return [
    numeric('p, any day', ({ contrast }) => contrast.difference?.anytime.p, probabilityText),
    numeric('p, any day, adjusted', ({ contrast }) => contrast.adjustedP.anytime, probabilityText),
    numeric('p, one look', ({ contrast }) => contrast.difference?.fixed.p, probabilityText),
    numeric('p, one look, adjusted', ({ contrast }) => contrast.adjustedP.fixed, probabilityText),
    { heading: 'Adjusted by', kind: 'text', value: ({ contrast }) => contrast.adjustedP.method },
    { heading: 'Variance from', kind: 'text', value: ({ contrast }) => contrast.varianceFrom },
    numeric(
      'Variance taken away by the covariate',
      ({ contrast }) => contrast.covariate?.varianceReduction,
      liftText,
    ),
  ];
}

function quantileTable(
  caption: string,
  metrics: readonly MetricComparison[],
  nameOf: NameOf,
): Html | undefined {
  const rows = metrics.flatMap(({ metric, contrasts }) =>
    contrasts.flatMap(({ value, quantiles = [] }) =>
      quantiles.map((quantile) => ({ ...quantile, ...nameOf(metric), value })),
    ),
  );
  if (rows.length === 0) return undefined;
  type Row = (typeof rows)[number];
  const difference = (value: number, { unit }: Row) => differenceText(value, unit);
  return foldedTable<Row>({
    ...{ caption, rows },
    columns: [
      { heading: 'Metric', kind: 'name', value: ({ label }) => label },
      { heading: 'Arm', kind: 'text', value: ({ value }) => value },
      { heading: 'Quantile', value: ({ probability }) => `p${Number((100 * probability).toPrecision(6))}` },
      numeric(
        'In the arm',
        ({ arm }) => arm,
        (value, { unit }) => valueText(value, unit),
      ),
      numeric(
        'In the control',
        ({ control }) => control,
        (value, { unit }) => valueText(value, unit),
      ),
      numeric('Difference', ({ estimate }) => estimate, difference),
      ...bounds('Difference, one look', ({ interval }: Row) => interval, difference),
    ],
  });
}

function shareTable(caption: string, { sampleRatio }: Comparison): Html {
  return foldedTable({
    ...{ caption, rows: sampleRatio.arms },
    columns: [
      { heading: 'Arm', kind: 'name', value: ({ value }) => value },
      numeric('Exposures', ({ exposures }: ShareOfArm) => exposures, countText),
      numeric('Expected', ({ expected }: ShareOfArm) => expected, countText),
    ],
  });
}

/** A column of figures that may be missing. */
function numeric<Row>(
  heading: string,
  value: (row: Row) => number | undefined,
  textOf: (value: number, row: Row) => string,
): Column<Row> {
  const shown = (row: Row): string => {
    const figure = value(row);
    return figure === undefined ? '–' : textOf(figure, row);
  };
  return { heading, value, shown };
}

function bounds<Row>(
  heading: string,
  intervalOf: (row: Row) => Interval | undefined,
  textOf: (value: number, row: Row) => string,
): readonly Column<Row>[] {
  return [
    numeric(`${heading}, from`, (row) => intervalOf(row)?.low, textOf),
    numeric(`${heading}, to`, (row) => intervalOf(row)?.high, textOf),
  ];
}
