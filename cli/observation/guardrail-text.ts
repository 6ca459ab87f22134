import { isCounted } from '../../lambda/guard/verdict-sentence.ts';
import { countText } from '../output/count-text.ts';
import { evidenceText, shortNumber } from '../output/number-text.ts';
import type { Screen } from '../output/screen.ts';
import { tableLines } from '../output/table.ts';
import type { ArmObservation, GuardrailObservation, JudgedObservation } from './observation.ts';

const HEAD = ['guardrail', 'candidate', 'control', 'ratio', 'limit', 'worse', 'fine'] as const;
/** Of the names in a list. */
const NAME_WIDTH = 11;

/** Tells what each guardrail has seen: a table where it fits, a list elsewhere. */
export function showGuardrails({ guardrails, threshold, alpha }: JudgedObservation, screen: Screen): void {
  const rows = guardrails.map(cellsOf);
  const lines = tableLines(HEAD, rows);
  if (lines.every((line) => line.length <= screen.columns)) for (const line of lines) screen.line(line);
  else for (const row of rows) showRow(row, screen);
  const certainty = shortNumber((1 - alpha) * 100);
  screen.paragraph(
    `ratio: candidate to control, and where it is at ${certainty} % however often one looks; limit: the ratio that is tolerated; worse, fine: evidence that it is passed, and that it is kept, where ${shortNumber(threshold)} is enough`,
  );
}

function cellsOf(guardrail: GuardrailObservation): readonly string[] {
  const { metric, candidate, control, tolerance, evidence, evidenceFor, isEnough } = guardrail;
  const armText = isCounted(metric) ? rateText : meanText;
  return [
    metric,
    armText(candidate),
    armText(control),
    ratioText(guardrail),
    String(tolerance),
    isEnough ? evidenceText(evidence) : 'too few',
    evidenceText(evidenceFor),
  ];
}

function showRow([metric = '', ...cells]: readonly string[], screen: Screen): void {
  screen.line(metric);
  for (const [at, cell] of cells.entries()) {
    screen.paragraph(`${(HEAD[at + 1] ?? '').padEnd(NAME_WIDTH)}${cell}`, NAME_WIDTH + 2, 2);
  }
}

function rateText({ mean, exposures }: ArmObservation): string {
  return mean === null ? 'none' : `${shortNumber(mean * 100)} % of ${countText(exposures)}`;
}

function meanText({ mean, exposures }: ArmObservation): string {
  return mean === null ? 'none' : `${shortNumber(mean)} of ${countText(exposures)}`;
}

/** `1.6 (1.15 to 2.27)` */
function ratioText({ ratio, interval: { low, high } }: GuardrailObservation): string {
  const estimate = ratio === undefined ? '-' : shortNumber(ratio);
  if (high !== null) return `${estimate} (${shortNumber(low)} to ${shortNumber(high)})`;
  return low === 0 ? estimate : `${estimate} (from ${shortNumber(low)})`;
}
