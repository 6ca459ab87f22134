import type { IConstruct } from 'constructs';
import { documentForm, flagPointer } from '../core/document/document-form.ts';
import type { FlagDocument } from '../core/document/flag-document.ts';
import { issueLine } from '../core/document/issue.ts';
import { cleanupIssue } from '../core/hygiene/cleanup.ts';
import { refusal, warn } from './safety/synth-check.ts';
import { todayMs } from './today.ts';

/** A flag document as it was given and as it was parsed. */
export interface GivenFlags {
  /** Name of the prop the document came in, for messages. */
  readonly prop: string;
  readonly given: unknown;
  readonly parsed: FlagDocument;
}

/**
 * Refuses a document with a flag whose clean-up date has passed, and warns on `scope` of those that have a date in the
 * next fortnight.
 *
 * @throws naming each such flag, its owner, its date and what to do.
 */
export function requireCleanFlags(scope: IConstruct, { prop, given, parsed }: GivenFlags): void {
  const [nowMs, form] = [todayMs(scope), documentForm(given)];
  const issues = parsed.flags.flatMap(
    (flag, index) => cleanupIssue(flag, flagPointer(form, index), nowMs) ?? [],
  );
  const overdue = issues.filter(({ severity }) => severity === 'error');
  if (overdue.length > 0) {
    const lines = overdue.map((issue) => `${prop}.flags is refused at ${issueLine(issue)}`);
    throw refusal(scope, 'flag-overdue', lines.join('\n'));
  }
  for (const issue of issues) {
    warn(scope, 'cleanup-soon', `${prop}.flags at ${issueLine(issue)}`);
  }
}
