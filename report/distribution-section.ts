import * as Plot from '@observablehq/plot';
import { countText, numberText } from '../core/experiment/number-text.ts';
import type { ArmLook } from './arm-palette.ts';
import { type Column, foldedTable } from './data-table.ts';
import { type Html, html } from './html.ts';
import { legendOf } from './legend.ts';
import { nameOfMetric } from './metric-name.ts';
import { shareText, valueText } from './number-text.ts';
import type { Distribution, MetricName, ReportData } from './report-data.ts';
import { drawChart } from './svg-chart.ts';

type Palette = (flag: string, value: string) => ArmLook;

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** How values are spread in each arm: two means may be alike where two services are not. */
export function distributionSection(data: ReportData, palette: Palette): Html | undefined {
  if (data.distributions.length === 0) return undefined;
  const nameOf = nameOfMetric(data);
  const figures = data.distributions.map((one) => distributionFigure(one, nameOf(one.metric), palette));
  return html`<section aria-labelledby="distributions">
<h2 id="distributions">How values are spread</h2>
${figures}
</section>`;
}

function distributionFigure(distribution: Distribution, { label, unit }: MetricName, palette: Palette): Html {
  const { flag, edges, scale = 'linear' } = distribution;
  const arms = Object.keys(distribution.arms);
  const looks = arms.map((name) => ({ name, look: palette(flag, name) }));
  const x = { type: scale, domain: [edges.at(0) ?? 0, edges.at(-1) ?? 1], label: null } as const;
  const title = `${label}, ${distribution.name ?? flag}`;
  return html`<figure>
<h3>${title}</h3>
${legendOf(looks)}
${drawChart(`${label} of ${arms.join(' and ')}: share of each arm by value`, (width) => ({
  ...{ height: 210, marginLeft: 48, marginRight: 20 },
  x: {
    ...x,
    ticks: scale === 'log' ? logTicks(edges) : width === 'wide' ? 8 : 4,
    tickFormat: (value: number) => valueText(value, unit),
  },
  y: { label: null, ticks: 4, grid: true, tickFormat: (share: number) => shareText(share) },
  marks: [
    ...looks.map(({ name, look }) =>
      Plot.lineY(outlineOf(distribution, name), {
        ...{ x: 'at', y: 'share', curve: 'step-after', stroke: look.colour, strokeWidth: 2 },
        strokeDasharray: look.dash,
      }),
    ),
    Plot.ruleY([0], { stroke: 'var(--line-strong)' }),
  ],
}))}
<figcaption>Share of each arm's values that fall into each step.</figcaption>
${foldedTable({ caption: `Spread of ${title}`, rows: binsOf(distribution), columns: columnsFor(arms, unit) })}
</figure>`;
}

/** One, two and five times each power of ten: few enough to be told apart. */
function logTicks(edges: readonly number[]): readonly number[] {
  const [least, most] = [edges.at(0) ?? 1, edges.at(-1) ?? 1];
  const ticks: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(least)); power <= most; power *= 10) {
    ticks.push(...[power, 2 * power, 5 * power].filter((tick) => tick >= least && tick <= most));
  }
  return ticks;
}

/** Each bin's share of its arm, at the bin's lower bound; at the last upper bound nothing is left. */
function outlineOf({ edges, arms }: Distribution, arm: string) {
  const counts = arms[arm] ?? [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = [...counts.map((count) => (total === 0 ? 0 : count / total)), 0];
  return edges.map((at, index) => ({ at, share: shares[index] ?? 0 }));
}

function binsOf({ edges, arms }: Distribution): readonly Bin[] {
  return edges.slice(1).map((to, index) => ({
    ...{ from: edges[index] ?? to, to },
    counts: Object.fromEntries(Object.entries(arms).map(([arm, counts]) => [arm, counts[index] ?? 0])),
  }));
}

function columnsFor(arms: readonly string[], unit: MetricName['unit']): readonly Column<Bin>[] {
  const text = unit === 'ms' || unit === 'share' ? (value: number) => valueText(value, unit) : numberText;
  return [
    { heading: 'From', kind: 'name', value: ({ from }) => from, shown: ({ from }) => text(from) },
    { heading: 'Below', value: ({ to }) => to, shown: ({ to }) => text(to) },
    ...arms.map((arm) => ({
      heading: arm,
      value: ({ counts }: Bin) => counts[arm],
      shown: ({ counts }: Bin) => countText(counts[arm] ?? 0),
    })),
  ];
}
