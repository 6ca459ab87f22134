import * as Plot from '@observablehq/plot';
import { numberText } from '../core/experiment/number-text.ts';
import { type Fragment, html } from './html.ts';
import { evidenceText } from './number-text.ts';
import type {
  ReportData,
  Timeline,
  TimelineAlarm,
  TimelineDeployment,
  TimelinePoint,
} from './report-data.ts';
import { type ChartOptions, type ChartWidth, drawChart } from './svg-chart.ts';
import { clockText, momentText, tickText } from './time-text.ts';

type Period = Pick<ReportData, 'fromMs' | 'toMs'>;

/** Left of every chart over time, so that they stand exactly below each other. */
const MARGINS = { marginLeft: 48, marginRight: 16 };
const LANE_HEIGHT = 22;
const EVIDENCE_FLOOR = 0.5;

/** Before the first that is known: so much of the time after it, so that it does not begin at the chart's edge. */
const LEAD = 0.03;

/**
 * What happened, one chart below the other over the same time, from shortly before anything is known. What nothing is known
 * of is left out.
 */
export function timelineCharts(timeline: Timeline, period: Period): readonly Fragment[] {
  const told = eventfulPart(timeline, period);
  return [percentageChart(timeline, told), evidenceChart(timeline, told), alarmChart(timeline, told)];
}

/** Whether a point says anything. */
export function isKnown({ percentage, evidence }: TimelinePoint): boolean {
  return percentage !== undefined || evidence !== undefined;
}

/** Three hours at the end of a month that is looked back on would be a line at the chart's edge. */
function eventfulPart({ points, deployments, alarms, events }: Timeline, { fromMs, toMs }: Period): Period {
  const moments = [
    ...[...points.filter(isKnown), ...events].map(({ atMs }) => atMs),
    ...deployments.map(({ startMs }) => startMs),
    ...alarms.map((alarm) => alarm.fromMs),
  ];
  const first = Math.min(toMs, ...moments);
  return first === toMs
    ? { fromMs, toMs }
    : { fromMs: Math.max(fromMs, first - LEAD * (toMs - first)), toMs };
}

function percentageChart({ points, deployments, events }: Timeline, period: Period): Fragment {
  const known = points.filter(({ percentage }) => percentage !== undefined);
  if (known.length === 0) return undefined;
  const description = `Users who see the newest document, in per cent over time; ${deployments.length} deployments`;
  const numbered = events.map((event, index) => ({ ...event, number: index + 1 }));
  const reached = { ...AT, y: 'percentage', curve: 'step-after' } as const;
  return html`<h3>Users reached</h3>
${drawChart(description, (width) => ({
  ...over(period, width, 190),
  marginTop: 34,
  y: { domain: [0, 100], ticks: 4, label: null, tickFormat: (share: number) => `${share} %`, grid: true },
  marks: [
    deploymentBands(deployments, period),
    Plot.areaY(known, { ...reached, fill: 'var(--accent)', fillOpacity: 0.18 }),
    Plot.lineY(known, { ...reached, stroke: 'var(--accent)', strokeWidth: 2 }),
    Plot.ruleX(numbered, { ...AT, stroke: 'var(--line-strong)', strokeDasharray: '2,3' }),
    Plot.dot(numbered, {
      ...{ ...AT, frameAnchor: 'top', dy: -14, r: 9, fill: 'var(--ink)' },
      title: ({ atMs, text }) => `${momentText(atMs)} ${text}`,
    }),
    Plot.text(numbered, {
      ...AT,
      frameAnchor: 'top',
      dy: -14,
      text: 'number',
      lineAnchor: 'middle',
      fill: 'var(--paper)',
    }),
    Plot.ruleY([0], { stroke: 'var(--line-strong)' }),
  ],
}))}`;
}

function evidenceChart({ points, threshold }: Timeline, period: Period): Fragment {
  const said = points.flatMap(({ atMs, evidence }) =>
    evidence === undefined ? [] : [{ atMs, evidence: Math.max(evidence, EVIDENCE_FLOOR) }],
  );
  if (said.length === 0) return undefined;
  const largest = Math.max(...said.map(({ evidence }) => evidence));
  const top = Math.max(10, 1.5 * largest, 2 * (threshold ?? 0));
  return html`<h3>Evidence against the candidate</h3>
${drawChart(evidenceDescription(largest, threshold), (width) => ({
  ...over(period, width, 150),
  y: {
    type: 'log',
    domain: [EVIDENCE_FLOOR, top],
    ticks: powersOfTen(top),
    label: null,
    tickFormat: numberText,
    grid: true,
  },
  marks: [
    ...thresholdMarks(threshold),
    Plot.lineY(gapsKept(said), { ...AT, y: 'evidence', stroke: 'var(--accent)', strokeWidth: 2 }),
  ],
}))}`;
}

function powersOfTen(top: number): readonly number[] {
  return Array.from({ length: Math.floor(Math.log10(top)) + 1 }, (_, power) => 10 ** power);
}

/** A line is broken where the guard was silent for longer than between its looks; before that it would be made up. */
function gapsKept(
  said: readonly { readonly atMs: number; readonly evidence: number }[],
): readonly TimelinePoint[] {
  const steps = said.slice(1).map(({ atMs }, index) => atMs - (said[index]?.atMs ?? atMs));
  const usual = steps.toSorted((one, other) => one - other)[steps.length >> 1] ?? 0;
  return said.flatMap((point, index) =>
    (steps[index - 1] ?? 0) > 3 * usual ? [{ atMs: point.atMs - 1, evidence: Number.NaN }, point] : [point],
  );
}

function evidenceDescription(largest: number, threshold: number | undefined): string {
  const limit = threshold === undefined ? '' : `; at ${numberText(threshold)} the candidate is taken back`;
  return `Evidence of the guard over time, at most ${evidenceText(largest)}${limit}`;
}

function thresholdMarks(threshold: number | undefined): Plot.Markish[] {
  if (threshold === undefined) return [];
  const label = `taken back from ${numberText(threshold)} on`;
  return [
    Plot.ruleY([threshold], { stroke: 'var(--worse)', strokeDasharray: '6,3', strokeWidth: 1.5 }),
    Plot.text([threshold], {
      ...{ y: (value: number) => value, text: () => label, frameAnchor: 'left', textAnchor: 'start' },
      ...{ dx: 4, dy: -8, fill: 'var(--worse)' },
    }),
  ];
}

function alarmChart({ alarms }: Timeline, period: Period): Fragment {
  if (alarms.length === 0) return undefined;
  const names = [...new Set(alarms.map(({ name }) => name))];
  const bars = alarms.map(({ name, fromMs, toMs = period.toMs }) => ({ name, fromMs, toMs }));
  return html`<h3>Alarms</h3>
${drawChart(`${names.length} alarms fired: ${names.join(', ')}`, (width) => ({
  ...over(period, width, 34 + 2 * LANE_HEIGHT * names.length),
  y: { type: 'band', domain: names, label: null, axis: null, padding: 0.15 },
  marks: [
    Plot.barX(bars, {
      ...{ x1: ({ fromMs }: TimelineAlarm) => new Date(fromMs), x2: ({ toMs }) => new Date(Number(toMs)) },
      ...{ y: 'name', fill: 'var(--worse)', insetTop: LANE_HEIGHT, rx: 2, stroke: 'var(--worse)' },
      title: ({ name, fromMs, toMs }) => `${name}: ${clockText(fromMs)} to ${clockText(Number(toMs))}`,
    }),
    Plot.text(names, {
      ...{
        y: (name: string) => name,
        text: (name: string) => name,
        frameAnchor: 'left',
        textAnchor: 'start',
      },
      ...{ dy: -9, fill: 'var(--ink)' },
    }),
  ],
}))}`;
}

function deploymentBands(deployments: readonly TimelineDeployment[], { toMs }: Period): Plot.Markish {
  return Plot.rectX(deployments, {
    x1: ({ startMs }: TimelineDeployment) => new Date(startMs),
    x2: ({ endMs = toMs }: TimelineDeployment) => new Date(endMs),
    ...{ fill: 'var(--ink)', fillOpacity: 0.06 },
    title: ({ from, to, startMs }) => `${momentText(startMs)} deployment: ${from ?? '?'} → ${to ?? '?'}`,
  });
}

const AT = { x: ({ atMs }: { readonly atMs: number }) => new Date(atMs) };

function over({ fromMs, toMs }: Period, width: ChartWidth, height: number): ChartOptions {
  return {
    ...MARGINS,
    height,
    x: {
      ...{ type: 'utc', domain: [new Date(fromMs), new Date(toMs)], label: null },
      ticks: width === 'wide' ? 9 : 4,
      tickFormat: (moment: Date) => tickText(moment.getTime(), toMs - fromMs),
    },
  };
}
