import { inWords } from '../../report/metric-name.ts';
import type { ReportData } from '../../report/report-data.ts';
import type { Message } from './create-comparison-report.ts';

/** Longest subject that SNS takes. */
const MAX_SUBJECT = 100;

/** The verdicts in sentences, and what to know of them; `page` is where the whole report is kept. */
export function verdictMessage(data: ReportData, page: string | undefined): Message {
  const { service, environment, fromMs, toMs, comparisons, notes } = data;
  const verdicts = verdictLines(data);
  const warnings = comparisons.flatMap(({ comparison }) => comparison.warnings.map(inWords(data)));
  const known = [...new Set([...warnings, ...notes])];
  const lines = [
    `${service}, ${environment}: ${dayOf(fromMs)} to ${dayOf(toMs)}, UTC`,
    '',
    ...(verdicts.length > 0 ? verdicts : ['Nothing was compared in this time.']),
    ...(known.length > 0 ? ['', ...known] : []),
    '',
    page === undefined
      ? `The figures: npx model-rollout compare --env ${environment}`
      : `The whole report: ${page}`,
  ];
  const subject = `${service}, ${environment}: which value is better`;
  return { subject: subject.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_SUBJECT), text: lines.join('\n') };
}

/** Verdict sentences, each with its flag, and its rollout where there were several. */
export function verdictLines(data: Pick<ReportData, 'comparisons' | 'metrics'>): readonly string[] {
  const wordsOf = inWords(data);
  return data.comparisons.flatMap(({ comparison: { flag, verdicts }, name }) => {
    const rollout = name === undefined ? flag : `${flag} (${name})`;
    return verdicts.map(({ verdict }) => `${rollout}: ${wordsOf(verdict.sentence)}`);
  });
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
