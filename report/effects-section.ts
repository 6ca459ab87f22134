import { foldedTable } from './data-table.ts';
import { type Html, html } from './html.ts';
import { type IntervalRow, intervalChart } from './interval-chart.ts';
import { nameOfMetric } from './metric-name.ts';
import { liftText } from './number-text.ts';
import type { FlagEffect, MetricEffect, ReportData } from './report-data.ts';
import { momentText } from './time-text.ts';

/** What changing each flag did, beside each other: one flag moves at a time, so each movement has one cause. */
export function effectsSection(data: ReportData): Html | undefined {
  const { effects } = data;
  if (effects.length === 0) return undefined;
  const known = effects.flatMap((flag) => flag.effects).filter(({ lift }) => lift !== undefined);
  const metrics = [...new Set(known.map(({ metric }) => metric))];
  const unknown = effects.flatMap((flag) => flag.effects).filter(({ metric }) => !metrics.includes(metric));
  const labels = [...new Set(unknown.map(({ metric }) => nameOfMetric(data)(metric).label))];
  return html`<section aria-labelledby="effects">
<h2 id="effects">What each flag did</h2>
<ul class="flags">${effects.map(flagLine)}</ul>
<div class="cards">${metrics.map((metric) => metricFigure(metric, data))}</div>
${labels.length > 0 ? html`<p class="aside">Too little is known of what they did to: ${labels.join(', ')}.</p>` : undefined}
${effectTable(data)}
</section>`;
}

function flagLine({ flag, value, change, compared }: FlagEffect): Html {
  const story = change
    ? html`${change.from} → ${change.to}, ${momentText(change.atMs)}${change.to === value ? undefined : html`; now ${value}`}`
    : html`left alone, ${value}`;
  const arms = compared && html`; measured: ${compared.arm} against ${compared.control}`;
  return html`<li><b>${flag}</b> ${story}${arms}</li>`;
}

function metricFigure(metric: string, data: ReportData): Html {
  const { label } = nameOfMetric(data)(metric);
  const rows = data.effects.map((flag) => rowOf(flag, metric));
  const direction = effectOf(data.effects, metric)?.direction ?? 'up';
  const description = `${label}, lift by flag: ${rows.map((row) => row.label).join('; ')}`;
  return html`<figure class="card">
<h3>${label}</h3>
${intervalChart(description, rows, { direction, tickText: liftText })}
</figure>`;
}

function effectOf(effects: readonly FlagEffect[], metric: string): MetricEffect | undefined {
  return effects.flatMap((flag) => flag.effects).find((effect) => effect.metric === metric);
}

function rowOf({ flag, effects, change }: FlagEffect, metric: string): IntervalRow {
  const look = { colour: 'var(--accent)', weight: 'thin' } as const;
  const effect = effects.find((one) => one.metric === metric);
  if (!effect) return { ...look, label: `${flag}: ${change ? 'not measured' : 'left alone'}` };
  const { lift, anytime } = effect;
  if (lift === undefined) return { ...look, label: `${flag}: too little is known` };
  return { ...look, label: `${flag}: ${liftText(lift)}`, estimate: lift, interval: anytime };
}

function effectTable(data: ReportData): Html {
  const nameOf = nameOfMetric(data);
  const rows = data.effects.flatMap(({ flag, value, change, effects }) =>
    (effects.length > 0 ? effects : [undefined]).map((effect) => ({ flag, value, change, effect })),
  );
  return foldedTable({
    ...{ caption: 'Effects by flag', rows },
    columns: [
      { heading: 'Flag', kind: 'name', value: ({ flag }) => flag },
      { heading: 'Served now', kind: 'text', value: ({ value }) => value },
      { heading: 'Changed (UTC)', kind: 'text', value: ({ change }) => change && momentText(change.atMs) },
      { heading: 'From', kind: 'text', value: ({ change }) => change?.from },
      { heading: 'To', kind: 'text', value: ({ change }) => change?.to },
      { heading: 'Metric', kind: 'text', value: ({ effect }) => effect && nameOf(effect.metric).label },
      { heading: 'Lift', value: ({ effect }) => effect?.lift, shown: ({ effect }) => liftOr(effect?.lift) },
      {
        heading: 'Lift, any day, from',
        value: ({ effect }) => effect?.anytime?.low,
        shown: ({ effect }) => liftOr(effect?.anytime?.low),
      },
      {
        heading: 'Lift, any day, to',
        value: ({ effect }) => effect?.anytime?.high,
        shown: ({ effect }) => liftOr(effect?.anytime?.high),
      },
    ],
  });
}

function liftOr(lift: number | undefined): string {
  return lift === undefined ? '–' : liftText(lift);
}
