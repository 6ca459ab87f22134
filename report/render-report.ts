import { armPalette } from './arm-palette.ts';
import { comparisonSection } from './comparison-section.ts';
import { fileLink } from './data-table.ts';
import { distributionSection } from './distribution-section.ts';
import { effectsSection } from './effects-section.ts';
import { exposureSection } from './exposure-section.ts';
import { type Html, html } from './html.ts';
import { pageOf } from './page.ts';
import type { ReportData } from './report-data.ts';
import { thinTimeline } from './thin-timeline.ts';
import { periodText } from './time-text.ts';
import { timelineSection } from './timeline-section.ts';
import { comparisonId, comparisonTitle, verdictSection } from './verdict-section.ts';

/**
 * One HTML page of everything that the data holds: readable without a network, without scripts, on a phone, in the dark,
 * by ear and on paper. The same data gives the same page. A timeline is thinned out to what can be told apart.
 */
export function renderReport(data: ReportData): string {
  const shown: ReportData = {
    ...data,
    timeline: { ...data.timeline, points: thinTimeline(data.timeline.points) },
  };
  const palette = armPalette(shown);
  return pageOf({
    title: shown.title,
    header: headerOf(shown),
    sections: [
      verdictSection(shown),
      effectsSection(shown),
      timelineSection(shown),
      ...shown.comparisons.map((reported, index) => comparisonSection(reported, index, shown, palette)),
      distributionSection(shown, palette),
      exposureSection(shown, palette),
      notesSection(shown),
    ],
    footer: html`<p>Made by model-rollout. Everything on this page, for programs: ${fileLink('report.json', 'application/json', JSON.stringify(shown))}</p>`,
  });
}

function headerOf(data: ReportData): Html {
  const { title, service, environment, origin, fromMs, toMs } = data;
  return html`${origin === 'rehearsal' ? html`<p class="origin">Rehearsal: no real users</p>` : undefined}
<h1>${title}</h1>
<p>${service}, ${environment}. ${periodText(fromMs, toMs)}</p>
<nav aria-label="Parts of the report"><ul>${contentsOf(data)}</ul></nav>`;
}

function contentsOf(data: ReportData): readonly Html[] {
  const parts: readonly (readonly [string, string, boolean])[] = [
    ['verdict', 'Verdict', true],
    ['effects', 'Flags', data.effects.length > 0],
    ['timeline', 'Timeline', true],
    ...data.comparisons.map((one, at) => [comparisonId(at), comparisonTitle(one), true] as const),
    ['distributions', 'Spread', data.distributions.length > 0],
    ['exposure', 'Exposure', data.exposure.rows.length > 0],
    ['notes', 'Notes', data.notes.length > 0],
  ];
  return parts.flatMap(([id, name, isThere]) =>
    isThere ? [html`<li><a href="#${id}">${name}</a></li>`] : [],
  );
}

function notesSection({ notes }: ReportData): Html | undefined {
  if (notes.length === 0) return undefined;
  return html`<section aria-labelledby="notes">
<h2 id="notes">To know about these numbers</h2>
<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>
</section>`;
}
