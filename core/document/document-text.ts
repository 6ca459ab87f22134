import type { Result } from '../result.ts';
import type { Issue } from './issue.ts';
import { IssueList, type Report } from './issue-list.ts';

/** How long a document's text may be, and what to do about a longer one. */
export interface TextLimit {
  /** UTF-16 code units. */
  readonly most: number;
  readonly fix: string;
}

/**
 * Has `parse` read a document that is given as JSON text; a text that is too long is refused unread. What is wrong with the
 * syntax is not told: it would quote the text, which may be a prompt.
 */
export function parseDocumentText<Document>(
  text: string,
  { most, fix }: TextLimit,
  parse: (input: unknown) => Result<Document, Issue>,
): Result<Document, Issue> {
  if (text.length > most) {
    const message = `the document has ${text.length} characters`;
    return refuse({ code: 'too-large', pointer: '', message, allowed: `at most ${most}`, fix });
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    const message = 'the document is not JSON';
    const syntax = 'correct the syntax';
    return refuse({ code: 'not-json', pointer: '', message, allowed: 'a JSON text', fix: syntax });
  }
  return parse(input);
}

function refuse(problem: Report): Result<never, Issue> {
  const issues = new IssueList();
  issues.error(problem);
  return { ok: false, problems: issues.all() };
}

/** Unicode characters of a text; a surrogate pair is one, as in JSON Schema. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
