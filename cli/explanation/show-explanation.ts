import type { Explanation } from '../../core/evaluation/explain.ts';
import type { Screen } from '../output/screen.ts';
import { valueText } from '../output/value-text.ts';
import { stepWords } from './step-words.ts';

/** Prints what a flag serves and why, each pin and rule on a line of its own. */
export function showExplanation({ decision, steps, gate }: Explanation, screen: Screen): void {
  const { flag, value = '', role, reason } = decision;
  const standing = role === undefined ? '' : ` (${role} of ${gate})`;
  screen.paragraph(`${screen.style('bold', flag)}: ${valueText(value)}${standing}`, 2, 0);
  if (reason === 'DISABLED') {
    screen.line('  disabled: everybody is served the default');
    return;
  }
  const fallback = steps.some(({ outcome }) => outcome === 'served') ? 'not reached' : 'served';
  const rows = [
    ...steps.map((step) => [step.rule, stepWords(step)] as const),
    ['default', fallback] as const,
  ];
  const width = Math.min(screen.columns / 4, Math.max(...rows.map(([rule]) => rule.length)));
  for (const [rule, words] of rows)
    screen.paragraph(`${rule.padEnd(width)}  ${words}`, Math.floor(width) + 4, 2);
}
