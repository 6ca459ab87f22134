import type { ArmVerdict } from '../core/experiment/comparison.ts';
import { type Html, html } from './html.ts';
import { inWords } from './metric-name.ts';
import type { ReportData, ReportedComparison, TimelineEvent } from './report-data.ts';
import { periodText } from './time-text.ts';
import { verdictBadge } from './verdict-text.ts';

type WordsOf = (sentence: string) => string;

const TAKEN_BACK: readonly TimelineEvent['kind'][] = ['rolled-back', 'reverted', 'killed'];

/** What it all came to, in a sentence for each arm; the first thing on the page. */
export function verdictSection(data: ReportData): Html {
  const { comparisons } = data;
  const wordsOf = inWords(data);
  const verdicts = comparisons.map((reported, index) => verdictsOf(reported, index, wordsOf));
  return html`<section aria-labelledby="verdict">
<h2 id="verdict">Which is better</h2>
${comparisons.length === 0 ? html`<p>Nothing was compared in this time.</p>` : verdicts}
</section>`;
}

/** The id by which the comparison's own section is found. */
export function comparisonId(index: number): string {
  return `comparison-${index + 1}`;
}

/** What a comparison is called. */
export function comparisonTitle({ name, comparison }: ReportedComparison): string {
  return name === undefined ? comparison.flag : `${name}: ${comparison.flag}`;
}

function verdictsOf(reported: ReportedComparison, index: number, wordsOf: WordsOf): Html {
  const { comparison, decision, fromMs, toMs } = reported;
  const warnings = comparison.warnings.map((warning) => html`<p class="warning">${wordsOf(warning)}</p>`);
  return html`<article class="result">
<h3><a href="#${comparisonId(index)}">${comparisonTitle(reported)}</a></h3>
<p class="aside">${periodText(fromMs, toMs)}, against <b>${comparison.control}</b></p>
${decision && html`<p class="decision ${decision.kind}">${decision.text}</p>`}
${comparison.verdicts.map((one) => (isOver(one, reported) ? overVerdict(one) : armVerdict(one, wordsOf)))}
${warnings}
</article>`;
}

/** Whether there is nothing to wait for: the only candidate was taken back before anything could be said of it. */
function isOver({ verdict }: ArmVerdict, { decision, comparison }: ReportedComparison): boolean {
  const isTakenBack = decision !== undefined && TAKEN_BACK.includes(decision.kind);
  return isTakenBack && comparison.verdicts.length === 1 && verdict.kind === 'not-yet';
}

function overVerdict({ value }: ArmVerdict): Html {
  return html`<div class="sentence"><span class="badge">Taken back</span> <b>${value}</b>
<p>It was taken back before it could be said by how much it differs.</p></div>`;
}

function armVerdict({ value, verdict }: ArmVerdict, wordsOf: WordsOf): Html {
  return html`<div class="sentence">${verdictBadge(verdict.kind)} <b>${value}</b>
<p>${wordsOf(verdict.sentence)}</p></div>`;
}
