import type { Issue } from '../../core/document/issue.ts';
import type { Screen } from './screen.ts';

/** Prints an issue below the place where it is, in as many lines as a person needs to mend it. */
export function showIssue(issue: Issue, place: string, screen: Screen): void {
  const { severity, code, pointer, message, found, allowed, fix } = issue;
  screen.paragraph(place);
  screen.paragraph(
    `${screen.style(severity === 'error' ? 'red' : 'bold', severity)} ${code}: ${message}`,
    4,
    2,
  );
  if (pointer !== '') screen.paragraph(`at: ${printable(pointer)}`, 4, 2);
  if (found !== undefined) screen.paragraph(`found: ${found}`, 4, 2);
  screen.paragraph(`allowed: ${allowed}`, 4, 2);
  screen.paragraph(`fix: ${fix}`, 4, 2);
}

/** Names of members come from the document: none of them may move the cursor. */
function printable(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
