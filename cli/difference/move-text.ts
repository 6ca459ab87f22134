import type { Move } from '../../core/difference/served-difference.ts';
import { valueText } from '../output/value-text.ts';

/** What users were served and are served then: `claude-3-haiku → claude-sonnet-4-6`. */
export function moveText({ from, to }: Pick<Move, 'from' | 'to'>): string {
  return [from, to].map((value) => (value === undefined ? 'no such flag' : valueText(value))).join(' → ');
}
