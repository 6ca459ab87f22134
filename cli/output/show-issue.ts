import type { Issue } from '../../core/document/issue.ts';
import { printable } from './printable.ts';
import type { Screen } from './screen.ts';

/** Prints an issue below the place where it is, in as many lines as a person needs to mend it. */
export function showIssue(issue: Issue, place: string, screen: Screen): void {
  const { severity, code, pointer, message, found, allowed, fix } = issue;
  screen.paragraph(place);
  screen.paragraph(
    `${screen.style(severity === 'error' ? 'red' : 'bold', severity)} ${code}: ${printable(message)}`,
    4,
    2,
  );
  if (pointer !== '') screen.paragraph(`at: ${printable(escaped(pointer))}`, 4, 2);
  if (found !== undefined) screen.paragraph(`found: ${printable(found)}`, 4, 2);
  screen.paragraph(`allowed: ${printable(allowed)}`, 4, 2);
  screen.paragraph(`fix: ${printable(fix)}`, 4, 2);
}

/** Names of members as JSON writes them. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
