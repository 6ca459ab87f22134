import type { Flag } from '../document/flag-document.ts';
import type { Issue } from '../document/issue.ts';
import { child, shortened } from '../document/issue-list.ts';
import { DAY_MS, parseDay } from '../time/iso8601.ts';

/** Days before a clean-up date from which on it is warned of. */
const CLEANUP_NOTICE_DAYS = 14;

const PLAIN = /^[\w @./:+-]{1,80}$/;

/**
 * Whole days (UTC) until a flag's clean-up date: 0 on the day itself, negative once it has passed. `undefined` without
 * a date. `nowMs` is in epoch milliseconds.
 */
export function daysUntilCleanup({ cleanup_by: date }: Flag, nowMs: number): number | undefined {
  const start = date === undefined ? undefined : parseDay(date);
  return start === undefined ? undefined : start / DAY_MS - Math.floor(nowMs / DAY_MS);
}

/**
 * What is to be said about a flag's clean-up date: an error once it has passed, a warning from
 * {@link CLEANUP_NOTICE_DAYS} days before it. `pointer` is the flag's.
 */
export function cleanupIssue(flag: Flag, pointer: string, nowMs: number): Issue | undefined {
  const days = daysUntilCleanup(flag, nowMs);
  if (days === undefined || days > CLEANUP_NOTICE_DAYS) return undefined;
  return {
    severity: days < 0 ? 'error' : 'warning',
    code: days < 0 ? 'cleanup-overdue' : 'cleanup-soon',
    pointer: child(pointer, 'cleanup_by'),
    message: `flag ${flag.flag} (${ownerOf(flag)}) ${when(days)}`,
    found: JSON.stringify(flag.cleanup_by),
    allowed: 'a day that is still to come, or "permanent": true instead',
    fix: 'remove the flag, first from the code and then from the document; set a later day only if it is still needed',
  };
}

/** A text for people, so it may hold anything. */
function ownerOf({ owner }: Flag): string {
  if (owner === undefined) return 'without an owner';
  return `owner ${PLAIN.test(owner) ? owner : shortened(owner)}`;
}

function when(days: number): string {
  if (days === 0) return 'is to be gone by the end of today';
  const count = Math.abs(days) === 1 ? 'one day' : `${Math.abs(days)} days`;
  return days < 0 ? `should have been gone ${count} ago` : `is to be gone in ${count}`;
}
