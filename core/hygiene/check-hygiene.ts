import { type DocumentForm, flagPointer } from '../document/document-form.ts';
import type { Flag, FlagDocument, Pin } from '../document/flag-document.ts';
import type { Issue } from '../document/issue.ts';
import { child, IssueList } from '../document/issue-list.ts';
import { endOfDay } from '../time/iso8601.ts';
import { cleanupIssue } from './cleanup.ts';

/**
 * What a parsed document owes to those who look after it: every flag an owner and a description, every pin a reason and
 * an end (errors; in a single flag only advice), no clean-up date that has passed (error) or is near, no pin that has
 * ended (warnings). `nowMs` is in epoch milliseconds, pointers are into the document as given, whose form is `form`. That
 * a flag has a clean-up date at all is the parser's to see to.
 */
export function checkHygiene(
  document: FlagDocument,
  nowMs: number,
  form: DocumentForm = 'document',
): readonly Issue[] {
  const issues = new IssueList();
  const severity = form === 'document' ? 'error' : 'warning';
  for (const [index, flag] of document.flags.entries()) {
    const pointer = flagPointer(form, index);
    checkFlag(flag, pointer, severity, issues);
    const cleanup = cleanupIssue(flag, pointer, nowMs);
    if (cleanup) issues.add(cleanup);
    for (const [at, pin] of flag.pins.entries()) {
      const place = child(child(pointer, 'pins'), at);
      checkPin(pin, place, severity, issues);
      checkEnd(pin, place, nowMs, issues);
    }
  }
  return issues.all();
}

function checkFlag(flag: Flag, pointer: string, severity: Issue['severity'], issues: IssueList): void {
  if (flag.owner === undefined) {
    issues[severity]({
      code: 'no-owner',
      pointer: child(pointer, 'owner'),
      message: `flag ${flag.flag} has no owner`,
      allowed: 'the name of a team or person',
      fix: 'name who decides about the flag and takes it out in the end',
    });
  }
  if (flag.description === undefined) {
    issues[severity]({
      code: 'no-description',
      pointer: child(pointer, 'description'),
      message: `flag ${flag.flag} has no description`,
      allowed: 'a text',
      fix: 'say in a sentence what the flag decides',
    });
  }
}

function checkPin(pin: Pin, pointer: string, severity: Issue['severity'], issues: IssueList): void {
  if (pin.reason === undefined) {
    issues[severity]({
      code: 'no-reason',
      pointer: child(pointer, 'reason'),
      message: 'the pin has no reason',
      allowed: 'a text',
      fix: 'say why these units are pinned',
    });
  }
  if (pin.until === undefined) {
    issues[severity]({
      code: 'no-end',
      pointer: child(pointer, 'until'),
      message: 'the pin has no end',
      allowed: 'a day YYYY-MM-DD, the last one on which it holds',
      fix: 'say until when these units are pinned; a pin that is to stay for good is a rule',
    });
  }
}

function checkEnd({ until }: Pin, pointer: string, nowMs: number, issues: IssueList): void {
  const end = until === undefined ? undefined : endOfDay(until);
  if (end === undefined || nowMs < end) return;
  issues.warning({
    code: 'pin-ended',
    pointer: child(pointer, 'until'),
    message: 'the pin has ended and does nothing any more',
    found: until,
    allowed: 'a day that is still to come',
    fix: 'remove the pin, or set a later day',
  });
}
