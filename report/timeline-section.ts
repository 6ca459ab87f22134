import { foldedTable } from './data-table.ts';
import { type Fragment, type Html, html } from './html.ts';
import { inWords } from './metric-name.ts';
import { evidenceText } from './number-text.ts';
import type { ReportData, TimelineAlarm, TimelineDeployment, TimelineEvent } from './report-data.ts';
import { machineTime, momentText } from './time-text.ts';
import { isKnown, timelineCharts } from './timeline-chart.ts';

const OUTCOMES: Readonly<Record<TimelineDeployment['outcome'], string>> = {
  completed: 'completed',
  'in-progress': 'in progress',
  'rolled-back': 'rolled back',
  reverted: 'reverted after it was complete',
  killed: 'candidate killed after it was complete',
};

/** What happened when: percentage, evidence and alarms over the same time, and every decision in words. */
export function timelineSection(data: ReportData): Html {
  const { timeline } = data;
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">What happened</h2>
<figure>
${timelineCharts(timeline, data)}
<figcaption>Shaded: a deployment in progress or baking. Numbers: the events below. Evidence is 1 where there is none and
grows with every minute that speaks against the candidate. Times are UTC.</figcaption>
</figure>
${eventList(timeline.events, inWords(data))}
${tables(data)}
</section>`;
}

function eventList(events: readonly TimelineEvent[], wordsOf: (text: string) => string): Html {
  if (events.length === 0) return html`<p>Nothing was decided in this time.</p>`;
  const entries = events.map(
    ({ atMs, kind, text }) =>
      html`<li class="event ${kind}">${timeOf(atMs)} ${kind === 'verdict' ? wordsOf(text) : text}</li>`,
  );
  return html`<ol class="events">${entries}</ol>`;
}

function tables({ timeline }: ReportData): readonly Fragment[] {
  const { deployments, alarms } = timeline;
  const points = timeline.points.filter(isKnown);
  return [
    deployments.length > 0 && deploymentTable(deployments),
    alarms.length > 0 && alarmTable(alarms),
    points.length > 0 &&
      foldedTable({
        caption: 'Timeline',
        rows: points,
        columns: [
          { heading: 'Time (UTC)', kind: 'name', value: ({ atMs }) => momentText(atMs) },
          { heading: 'Users reached, %', value: ({ percentage }) => percentage },
          {
            heading: 'Evidence',
            value: ({ evidence }) => evidence,
            shown: ({ evidence }) => (evidence === undefined ? '–' : evidenceText(evidence)),
          },
        ],
      }),
  ].map((table) => table || undefined);
}

function deploymentTable(rows: readonly TimelineDeployment[]): Html {
  return foldedTable({
    caption: 'Deployments',
    rows,
    columns: [
      { heading: 'Began (UTC)', kind: 'name', value: ({ startMs }) => momentText(startMs) },
      { heading: 'Ended (UTC)', kind: 'text', value: ({ endMs }) => endMs && momentText(endMs) },
      { heading: 'Flag', kind: 'text', value: ({ flag }) => flag },
      { heading: 'From', kind: 'text', value: ({ from }) => from },
      { heading: 'To', kind: 'text', value: ({ to }) => to },
      { heading: 'Version', kind: 'text', value: ({ version }) => version },
      { heading: 'Outcome', kind: 'text', value: ({ outcome }) => OUTCOMES[outcome] },
    ],
  });
}

function alarmTable(rows: readonly TimelineAlarm[]): Html {
  return foldedTable({
    caption: 'Alarms',
    rows,
    columns: [
      { heading: 'Alarm', kind: 'name', value: ({ name }) => name },
      { heading: 'From (UTC)', kind: 'text', value: ({ fromMs }) => momentText(fromMs) },
      { heading: 'To (UTC)', kind: 'text', value: ({ toMs }) => toMs && momentText(toMs) },
    ],
  });
}

function timeOf(ms: number): Html {
  return html`<time datetime="${machineTime(ms)}">${momentText(ms)}</time>`;
}
