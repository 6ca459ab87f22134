import * as Plot from '@observablehq/plot';
import { countText } from '../core/experiment/number-text.ts';
import type { ArmLook } from './arm-palette.ts';
import { foldedTable } from './data-table.ts';
import { type Html, html } from './html.ts';
import { legendOf } from './legend.ts';
import type { Exposure, ExposureRow, ReportData } from './report-data.ts';
import { drawChart } from './svg-chart.ts';
import { DAY_MS, momentText, tickText } from './time-text.ts';

type Palette = (flag: string, value: string) => ArmLook;

const BAR_HEIGHT = 46;

/** Who was exposed to what: by time and arm, and by segment where segments are told. */
export function exposureSection({ exposure }: ReportData, palette: Palette): Html | undefined {
  if (exposure.rows.length === 0) return undefined;
  const flags = [...new Set(exposure.rows.map(({ flag }) => flag))];
  return html`<section aria-labelledby="exposure">
<h2 id="exposure">Who was exposed</h2>
${flags.map((flag) => flagFigure(flag, exposure, palette))}
${foldedTable({
  caption: 'Exposure',
  rows: exposure.rows,
  columns: [
    { heading: 'From (UTC)', kind: 'name', value: ({ atMs }) => momentText(atMs) },
    { heading: 'Flag', kind: 'text', value: ({ flag }) => flag },
    { heading: 'Arm', kind: 'text', value: ({ arm }) => arm },
    { heading: 'Segment', kind: 'text', value: ({ segment }) => segment },
    {
      heading: capital(exposure.counted),
      value: ({ count }) => count,
      shown: ({ count }) => countText(count),
    },
  ],
})}
</section>`;
}

function flagFigure(flag: string, exposure: Exposure, palette: Palette): Html {
  const rows = exposure.rows.filter((row) => row.flag === flag);
  const arms = [...new Set(rows.map(({ arm }) => arm))];
  const totals = arms.map((arm) => `${arm} ${countText(totalOf(rows.filter((row) => row.arm === arm)))}`);
  const colour = ({ arm }: ExposureRow): string => palette(flag, arm).colour;
  const segments = [...new Set(rows.flatMap(({ segment }) => (segment === undefined ? [] : [segment])))];
  return html`<figure>
<h3>${flag}</h3>
${legendOf(arms.map((name) => ({ name, look: palette(flag, name) })))}
${timeChart(rows, exposure, colour)}
${segments.length > 0 ? segmentChart(rows, segments, colour) : undefined}
<figcaption>${capital(exposure.counted)} that were compared, ${steps(exposure)}${segments.length > 0 ? ' and by segment' : ''}: ${totals.join(', ')}.</figcaption>
</figure>`;
}

function timeChart(
  rows: readonly ExposureRow[],
  { counted, periodMinutes }: Exposure,
  fill: (row: ExposureRow) => string,
): Html {
  const lengthMs = periodMinutes * 60_000;
  const starts = rows.map(({ atMs }) => atMs);
  const spanMs = Math.max(...starts) + lengthMs - Math.min(...starts);
  const isByDay = lengthMs >= DAY_MS;
  const merged = mergedBy(rows, ({ atMs, arm }) => `${atMs} ${arm}`);
  return drawChart(`${capital(counted)} over time, by arm`, (width) => ({
    ...{ height: 190, marginLeft: 56, marginRight: 16, color: { type: 'identity' } },
    x: {
      ...{ type: 'utc', label: null, ticks: isByDay ? 'day' : width === 'wide' ? 9 : 4 },
      tickFormat: (moment: Date) => tickText(moment.getTime(), isByDay ? Number.POSITIVE_INFINITY : spanMs),
    },
    y: { label: null, ticks: 4, grid: true, tickFormat: countText },
    marks: [
      Plot.rectY(
        merged,
        Plot.stackY({
          x1: ({ atMs }: ExposureRow) => new Date(atMs),
          x2: ({ atMs }: ExposureRow) => new Date(atMs + lengthMs),
          ...{ y: 'count', fill, insetLeft: 0.5, insetRight: 0.5 },
          title: ({ atMs, arm, count }: ExposureRow) => `${momentText(atMs)} ${arm}: ${countText(count)}`,
        }),
      ),
      Plot.ruleY([0], { stroke: 'var(--line-strong)' }),
    ],
  }));
}

function segmentChart(
  rows: readonly ExposureRow[],
  segments: readonly string[],
  fill: (row: ExposureRow) => string,
): Html {
  const merged = mergedBy(rows, ({ segment, arm }) => `${segment} ${arm}`);
  return drawChart(`Exposures of ${segments.join(', ')}, by arm`, () => ({
    ...{ height: BAR_HEIGHT * segments.length + 30, marginLeft: 10, marginRight: 20 },
    color: { type: 'identity' },
    x: { label: null, ticks: 4, tickFormat: countText },
    y: { type: 'band', domain: segments, axis: null },
    marks: [
      Plot.barX(merged, Plot.stackX({ x: 'count', y: 'segment', fill, insetTop: 18, insetBottom: 4 })),
      Plot.text(segments, {
        ...{ y: (name: string) => name, text: (name: string) => name, frameAnchor: 'left' },
        ...{ textAnchor: 'start', dy: -12, fill: 'var(--ink)' },
      }),
    ],
  }));
}

/** Rows of the same key as one. */
function mergedBy(rows: readonly ExposureRow[], keyOf: (row: ExposureRow) => string): readonly ExposureRow[] {
  const merged = new Map<string, ExposureRow>();
  for (const row of rows) {
    const count = (merged.get(keyOf(row))?.count ?? 0) + row.count;
    merged.set(keyOf(row), { ...row, count });
  }
  return [...merged.values()];
}

function totalOf(rows: readonly ExposureRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** What one bar stands for. */
function steps({ periodMinutes }: Exposure): string {
  const named = { 1: 'by minute', 60: 'by hour', 1440: 'by day' };
  return (
    Object.entries(named).find(([minutes]) => Number(minutes) === periodMinutes)?.[1] ??
    `in steps of ${countText(periodMinutes)} minutes`
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
