import * as Plot from '@observablehq/plot';
import type { Interval } from '../core/experiment/comparison.ts';
import type { GoodDirection } from '../core/experiment/experiment.ts';
import type { Html } from './html.ts';
import { drawSmallChart } from './svg-chart.ts';

/** One line of the chart: an estimate and where the truth may be. */
export interface IntervalRow {
  /** Above the line; says what it is, and its numbers. */
  readonly label: string;
  readonly estimate?: number | undefined;
  /** Absent: the label stands alone. */
  readonly interval?: Interval | undefined;
  /** CSS colour. */
  readonly colour: string;
  /** Thick for what holds for one look, thin for what holds for many. */
  readonly weight: 'thick' | 'thin';
}

export interface IntervalScale {
  readonly direction: GoodDirection;
  /** Differences of this size and less, either way, do not matter; drawn as a band. */
  readonly margin?: number;
  readonly tickText: (value: number) => string;
}

const ROW_HEIGHT = 36;
const AXIS_HEIGHT = 46;
/** An interval much wider than the others would flatten them: it is cut off, with an arrow. */
const WIDEST = 4;
/** Room beside what is farthest out, as a part of the scale. */
const OTHER_SIDE = 0.1;
const INTERVAL_HEIGHTS = { thick: 6, thin: 2 };

type Domain = readonly [number, number];

interface Line extends IntervalRow {
  readonly low: number;
  readonly high: number;
  readonly isCutLow: boolean;
  readonly isCutHigh: boolean;
  readonly row: number;
}

/** Intervals below each other on one scale around "no difference". */
export function intervalChart(description: string, rows: readonly IntervalRow[], scale: IntervalScale): Html {
  const domain = domainOf(rows, scale.margin ?? 0);
  const lines = rows.map((row, index) => lineOf(row, index, domain));
  const drawn = lines.filter(({ interval }) => interval !== undefined);
  return drawSmallChart(description, {
    height: rows.length * ROW_HEIGHT + AXIS_HEIGHT,
    ...{ marginLeft: 10, marginRight: 10, marginTop: 4, marginBottom: AXIS_HEIGHT - 4 },
    x: { domain, ticks: 3, label: null, tickFormat: scale.tickText },
    y: { domain: [0, rows.length], reverse: true, axis: null },
    marks: [
      ...noDifferenceMarks(drawn, scale.margin),
      ...lineMarks(drawn),
      Plot.text(lines, {
        ...{ y: ({ row }) => row + 0.3, text: 'label', frameAnchor: 'left', textAnchor: 'start' },
        fill: 'var(--ink)',
      }),
      ...directionMarks(scale.direction),
    ],
  });
}

/** Every estimate is on the scale, "no difference" too, and of the bounds those that are not far beyond. */
function domainOf(rows: readonly IntervalRow[], margin: number): Domain {
  const estimates = rows.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate]));
  const bounds = rows.flatMap(({ interval }) =>
    [interval?.low, interval?.high].flatMap((bound) => (bound === undefined ? [] : [bound])),
  );
  const least = Math.min(...bounds.map(Math.abs), Number.POSITIVE_INFINITY);
  const near = Math.max(1.3 * margin, ...estimates.map(Math.abs), Number.isFinite(least) ? least : 0);
  const far = near > 0 ? WIDEST * near : 1;
  const shown = [...bounds.map((bound) => Math.max(-far, Math.min(far, bound))), ...estimates];
  const low = Math.min(-1.3 * margin, ...shown);
  const high = Math.max(1.3 * margin, ...shown);
  if (!(high > low)) return [-far, far];
  const pad = OTHER_SIDE * (high - low);
  return [low - pad, high + pad];
}

function lineOf(row: IntervalRow, index: number, [least, most]: Domain): Line {
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = row.interval ?? {};
  const within = (value: number): number => Math.max(least, Math.min(most, value));
  return {
    ...row,
    ...{ low: within(low), high: within(high), isCutLow: low < least, isCutHigh: high > most, row: index },
  };
}

/** "No difference" and what is too small to matter, beside each interval: they would strike its label through. */
function noDifferenceMarks(lines: readonly Line[], margin: number | undefined): Plot.Markish[] {
  const beside = { y1: ({ row }: Line): number => row + 0.54, y2: ({ row }: Line): number => row + 0.98 };
  return [
    Plot.rect(margin === undefined ? [] : lines, {
      ...{ ...beside, x1: () => -(margin ?? 0), x2: () => margin ?? 0 },
      ...{ fill: 'var(--ink)', fillOpacity: 0.1 },
    }),
    Plot.ruleX(lines, { ...beside, x: () => 0, stroke: 'var(--line-strong)' }),
  ];
}

function lineMarks(lines: readonly Line[]): Plot.Markish[] {
  const y = ({ row }: Line): number => row + 0.76;
  const arrow = { y, fontSize: 13, fill: 'colour', stroke: 'var(--panel)', strokeWidth: 2 };
  return (['thin', 'thick'] as const).flatMap((weight) => {
    const drawn = lines.filter((line) => line.weight === weight);
    const within = drawn.filter(
      ({ estimate, low, high }) => estimate !== undefined && estimate >= low && estimate <= high,
    );
    return [
      Plot.ruleY(drawn, {
        ...{ y, x1: 'low', x2: 'high', stroke: 'colour', strokeLinecap: 'round' },
        strokeWidth: INTERVAL_HEIGHTS[weight],
      }),
      Plot.dot(within, { x: 'estimate', y, r: 5, fill: 'var(--panel)', stroke: 'colour', strokeWidth: 2.5 }),
      Plot.text(
        drawn.filter(({ isCutLow }) => isCutLow),
        { ...arrow, x: 'low', text: () => '◂', dx: -2 },
      ),
      Plot.text(
        drawn.filter(({ isCutHigh }) => isCutHigh),
        { ...arrow, x: 'high', text: () => '▸', dx: 2 },
      ),
    ];
  });
}

function directionMarks(direction: GoodDirection): Plot.Markish[] {
  const [left, right] = direction === 'up' ? ['worse', 'better'] : ['better', 'worse'];
  const below = { text: (text: string) => text, fill: 'var(--ink-soft)', dy: 34 };
  return [
    Plot.text([`◂ ${left}`], { ...below, frameAnchor: 'bottom-left', textAnchor: 'start' }),
    Plot.text([`${right} ▸`], { ...below, frameAnchor: 'bottom-right', textAnchor: 'end' }),
  ];
}
