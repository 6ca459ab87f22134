import type { RoleCounts, ServedDifference } from '../../core/difference/served-difference.ts';
import { countText } from '../output/count-text.ts';
import type { Screen } from '../output/screen.ts';
import { showIssue } from '../output/show-issue.ts';
import { sourceText } from '../sources/sourced-document.ts';
import type { DiffData } from './diff-data.ts';
import { moveText } from './move-text.ts';
import { showChanges } from './show-changes.ts';

/** Prints a difference: what changes of each flag, and for how many users of the sample. */
export function showDiff(data: DiffData, screen: Screen): void {
  const { deployed, next, changes, served, sample, issues } = data;
  screen.paragraph(`${sourceText(deployed)} → ${sourceText(next)}`);
  screen.line();
  for (const changed of changes) {
    showChanges([changed], screen);
    for (const one of served) if (one.flag === changed.flag) showServed(one, sample.users, screen);
    screen.line();
  }
  if (changes.length > 0) screen.paragraph(sampleWords(data));
  for (const issue of issues) {
    if (changes.length > 0) screen.line();
    showIssue(issue, placeOf(issue, next.file), screen);
  }
  screen.line(conclusion(data, screen));
}

function placeOf(issue: DiffData['issues'][number], file: string): string {
  return 'line' in issue ? `${file}:${issue.line}:${issue.column}` : file;
}

function conclusion({ mayBeDeployed, changes }: DiffData, screen: Screen): string {
  if (!mayBeDeployed) return screen.style('red', 'this would be refused');
  return changes.length === 0 ? 'nothing changes' : screen.style('green', 'this may be deployed');
}

function showServed(
  { moves, roles, becoming, unbucketed }: ServedDifference,
  users: number,
  screen: Screen,
): void {
  const all = countText(users);
  if (moves.length === 0) screen.paragraph(`none of ${all} users is served another value`, 4, 2);
  for (const move of moves) {
    screen.paragraph(`${countText(move.users)} of ${all} users: ${moveText(move)}`, 4, 2);
  }
  if (Object.values(becoming).some((count) => count > 0)) {
    screen.paragraph(becomingWords(becoming), 4, 2);
    screen.paragraph(rolesWords(roles), 4, 2);
  }
  if (unbucketed > 0)
    screen.paragraph(`${countText(unbucketed)} users cannot be counted: they lack the attribute`, 4, 2);
}

function becomingWords({ candidate, control, none }: RoleCounts): string {
  const words = [
    [candidate, 'become candidates'],
    [control, 'become controls'],
    [none, 'lose their role'],
  ] as const;
  return words
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${countText(count)} ${what}`)
    .join(', ');
}

function rolesWords({ deployed, next }: ServedDifference['roles']): string {
  const both = (role: 'candidate' | 'control'): string =>
    `${countText(deployed[role])} → ${countText(next[role])}`;
  return `candidates ${both('candidate')}, controls ${both('control')}`;
}

function sampleWords({ sample }: DiffData): string {
  if (sample.file !== undefined) return `users: ${sample.file}`;
  return 'the users are generated: they have no attribute but user_id, so what pins, segments and other conditions do does not show; --users <file> takes real ones';
}
