import type { Comparison } from '../core/experiment/comparison.ts';
import { sampleRatioP } from '../core/experiment/look.ts';
import { countText } from '../core/experiment/number-text.ts';
import type { ArmLook } from './arm-palette.ts';
import { comparisonTables, segmentTable } from './comparison-tables.ts';
import { type Html, html } from './html.ts';
import { metricCard } from './metric-card.ts';
import { inWords, nameOfMetric } from './metric-name.ts';
import { probabilityText, shareText } from './number-text.ts';
import type { ReportData, ReportedComparison } from './report-data.ts';
import { daysText, periodText } from './time-text.ts';
import { comparisonId, comparisonTitle } from './verdict-section.ts';

type Palette = (flag: string, value: string) => ArmLook;

/** Each metric of a comparison beside its intervals, the traffic's shares first. */
export function comparisonSection(
  reported: ReportedComparison,
  index: number,
  data: ReportData,
  palette: Palette,
): Html {
  const { comparison, fromMs, toMs } = reported;
  const title = comparisonTitle(reported);
  const nameOf = nameOfMetric(data);
  const { flag, control } = comparison;
  const cards = comparison.metrics.map((metric) =>
    metricCard({
      ...{ metric, name: nameOf(metric.metric), control },
      wordsOf: inWords(data),
      lookOf: (value) => palette(flag, value),
    }),
  );
  const id = comparisonId(index);
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<p class="aside">${periodText(fromMs, toMs)}, ${daysText(comparison.days)}. Control: ${control}.</p>
${sampleRatioOf(reported)}
${howToRead(comparison)}
<div class="cards">${cards}</div>
${comparisonTables(title, comparison, nameOf)}
${segmentsOf(title, comparison, data)}
</section>`;
}

function sampleRatioOf({ comparison: { sampleRatio, options }, areSharesUnknown }: ReportedComparison): Html {
  const { isMismatch, arms } = sampleRatio;
  const p = sampleRatioP(sampleRatio, options.looks);
  const chance = `p ${p < 0.001 ? '' : '= '}${probabilityText(p)}`;
  const shares = arms
    .map(
      ({ value, exposures, expected }) =>
        `${value} ${countText(exposures)} (${countText(expected)} expected)`,
    )
    .join(', ');
  if (areSharesUnknown) {
    const counts = arms.map(({ value, exposures }) => `${value} ${countText(exposures)}`).join(', ');
    return html`<p class="warning">Whether the arms have their shares of the traffic is not known: ${counts}.</p>`;
  }
  return isMismatch
    ? html`<p class="warning">The arms do not have their shares of the traffic: ${shares}; ${chance}. No figure below can be trusted
until the cause is found.</p>`
    : html`<p>The arms have their shares of the traffic: ${shares}; ${chance}.</p>`;
}

function howToRead({ options }: Comparison): Html {
  const promise = shareText(1 - options.alpha);
  const rests = options.looks === 'daily' ? 'the first' : 'the second';
  return html`<dl class="reading">
<div><dt><svg class="key" width="34" height="12" viewBox="0 0 34 12" aria-hidden="true"><path d="M1 6H33" stroke="currentColor" stroke-width="2"/></svg> Any day</dt>
<dd>Anytime-valid: <strong>may be looked at daily</strong>, and stopped at any time. Right in ${promise} of experiments, however often they are looked at.</dd></div>
<div><dt><svg class="key" width="34" height="12" viewBox="0 0 34 12" aria-hidden="true"><path d="M3 6H31" stroke="currentColor" stroke-width="6"/></svg> One look</dt>
<dd>Fixed-sample: <strong>for one look</strong>, at a moment chosen beforehand. Looked at daily, it is wrong far more often than in ${shareText(options.alpha)}.</dd></div>
<div><dt><svg class="key" width="34" height="12" viewBox="0 0 34 12" aria-hidden="true"><path d="M0 0H34V12H0Z" fill="currentColor" fill-opacity="0.15"/></svg> Shaded</dt>
<dd>Too small to matter. The verdicts rest on ${rests} of the two intervals, adjusted for the number of metrics and arms.</dd></div>
</dl>`;
}

function segmentsOf(title: string, comparison: Comparison, data: ReportData): Html | undefined {
  const table = segmentTable(title, comparison, nameOfMetric(data));
  return (
    table &&
    html`<h3>By segment</h3>
<p class="warning">Of many segments some look better or worse by chance. The p-values here are adjusted for all of them; take what
stands out as a question for the next experiment, not as a result of this one.</p>
${table}`
  );
}
