import type { ChangedFlag } from '../../core/difference/flag-changes.ts';
import type { Screen } from '../output/screen.ts';
import { changeWords } from './change-words.ts';

/** Prints what changes, flag by flag. */
export function showChanges(changed: readonly ChangedFlag[], screen: Screen): void {
  for (const { flag, changes } of changed) {
    screen.line(screen.style('bold', flag));
    for (const change of changes) screen.paragraph(changeWords(change), 4, 2);
  }
}
