import type { Contrast, Effect, Interval, MetricComparison } from '../core/experiment/comparison.ts';
import { intervalText } from '../core/experiment/interval-text.ts';
import { countText } from '../core/experiment/number-text.ts';
import type { ArmLook } from './arm-palette.ts';
import { type Html, html } from './html.ts';
import { type IntervalRow, intervalChart } from './interval-chart.ts';
import { differenceText, liftText, valueText } from './number-text.ts';
import type { MetricName } from './report-data.ts';
import { verdictBadge } from './verdict-text.ts';

export interface MetricCardOptions {
  readonly metric: MetricComparison;
  readonly name: MetricName;
  readonly control: string;
  /** Calls metrics in a sentence as a reader calls them. */
  readonly wordsOf: (sentence: string) => string;
  readonly lookOf: (value: string) => ArmLook;
}

/** One metric: each arm's mean, and how far it is from the control's, by both intervals. */
export function metricCard(options: MetricCardOptions): Html {
  const { metric, name } = options;
  const good = metric.direction === 'up' ? 'More is better' : 'Less is better';
  return html`<article class="card">
<h3>${name.label}</h3>
<p class="aside">${good}${metric.standing === 'secondary' ? '' : `, ${metric.standing} metric`}</p>
<dl class="means">${metric.arms.map(({ value, mean, n }) => {
    const shown = mean === undefined ? '–' : valueText(mean, name.unit);
    return html`<div><dt>${value} <small>n ${countText(n)}</small></dt><dd>${shown}</dd></div>`;
  })}</dl>
${metric.contrasts.map((contrast) => contrastOf(contrast, options))}
</article>`;
}

function contrastOf(contrast: Contrast, { metric, name, lookOf, wordsOf }: MetricCardOptions): Html {
  const { value, verdict } = contrast;
  const heading = html`<p class="contrast">${verdictBadge(verdict.kind)} <b>${value}</b></p>`;
  const { effect, textOf, margin } = scaleOf(contrast, metric, name);
  if (effect === undefined) return html`${heading}<p class="aside">${wordsOf(verdict.sentence)}</p>`;
  const { colour } = lookOf(value);
  const rows = rowsOf(effect, colour, textOf);
  const description = `${name.label}, ${value} against the control: ${rows.map(({ label }) => label).join('; ')}`;
  const scale = { direction: metric.direction, tickText: textOf, ...(margin !== undefined && { margin }) };
  return html`${heading}${intervalChart(description, rows, scale)}`;
}

/** Relative lift where there is one, else the difference in the metric's own unit. */
function scaleOf({ relative, difference }: Contrast, { margin }: MetricComparison, { unit }: MetricName) {
  if (relative) return { effect: relative, textOf: liftText, margin };
  return { effect: difference, textOf: (value: number) => differenceText(value, unit) };
}

function rowsOf(effect: Effect, colour: string, textOf: (value: number) => string): readonly IntervalRow[] {
  const { estimate, fixed, anytime } = effect;
  const range = (interval: Interval): string => intervalText(interval, textOf);
  return [
    {
      ...{ label: `Any day: ${range(anytime.interval)}`, interval: anytime.interval },
      ...{ estimate, colour, weight: 'thin' },
    },
    {
      ...{ label: `One look: ${range(fixed.interval)}`, interval: fixed.interval },
      ...{ estimate, colour, weight: 'thick' },
    },
  ];
}
