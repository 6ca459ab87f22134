import type { ReportData } from '../../report/report-data.ts';
import type { Message } from './create-comparison-report.ts';

/** Longest subject that SNS takes. */
const MAX_SUBJECT = 100;

/** The verdicts in sentences, and what to know of them; `page` is where the whole report is kept. */
export function verdictMessage(
  { service, environment, fromMs, toMs, comparisons, notes }: ReportData,
  page: string | undefined,
): Message {
  const verdicts = verdictLines(comparisons);
  const known = [...new Set([...comparisons.flatMap(({ comparison }) => comparison.warnings), ...notes])];
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
export function verdictLines(comparisons: ReportData['comparisons']): readonly string[] {
  return comparisons.flatMap(({ comparison, name }) =>
    comparison.verdicts.map(
      ({ verdict }) => `${comparison.flag}${name === undefined ? '' : ` (${name})`}: ${verdict.sentence}`,
    ),
  );
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
