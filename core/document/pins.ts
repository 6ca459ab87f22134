import { canonicalJson } from '../canonical-json.ts';
import type { Result } from '../result.ts';
import { parseDay } from '../time/iso8601.ts';
import { listed } from './checks.ts';
import { findFlag, refused, valueProblem, withFlag } from './flag-change.ts';
import type { Condition, Flag, FlagDocument, FlagValue, Pin } from './flag-document.ts';
import { IssueList } from './issue-list.ts';
import { LIMITS } from './limits.ts';
import { checkCondition } from './parse-condition.ts';
import { segmentsTested } from './segments.ts';

/** Which units of which flag. */
export interface PinnedUnits {
  readonly flag: string;
  readonly condition: Condition;
}

/** What they are pinned to, why, and until when. */
export interface NewPin extends PinnedUnits {
  readonly value: FlagValue;
  readonly reason: string;
  /** Last day (UTC, `YYYY-MM-DD`) on which the pin holds. */
  readonly until: string;
}

/**
 * The document with the units pinned: in place of the pin that has the same condition, else behind the others; the same
 * document when it is so already. Refused when the pin would not be accepted in a document, or its value is killed; no
 * refusal repeats what an attribute is compared with, which may name a customer.
 */
export function pin(document: FlagDocument, { flag: name, ...added }: NewPin): Result<FlagDocument, string> {
  const found = findFlag(document, name);
  if (!found.ok) return found;
  const flag = found.value;
  const problem = valueProblem(flag, added.value) ?? problemOf(document, added);
  if (problem !== undefined) return refused(problem);
  const at = flag.pins.findIndex(hasCondition(added.condition));
  const old = flag.pins[at];
  if (old && canonicalJson(old) === canonicalJson(added)) return { ok: true, value: document };
  const pins = old ? flag.pins.with(at, added) : [...flag.pins, added];
  return { ok: true, value: withFlag(document, flag, { ...flag, pins }) };
}

/** The document without the pins that have this condition. Refused when there is none. */
export function unpin(
  document: FlagDocument,
  { flag: name, condition }: PinnedUnits,
): Result<FlagDocument, string> {
  const found = findFlag(document, name);
  if (!found.ok) return found;
  const flag = found.value;
  const isMeant = hasCondition(condition);
  const pins = flag.pins.filter((one) => !isMeant(one));
  if (pins.length === flag.pins.length) return refused(notPinned(flag, condition));
  return { ok: true, value: withFlag(document, flag, { ...flag, pins }) };
}

function hasCondition(condition: Condition): (one: Pin) => boolean {
  const text = canonicalJson(condition);
  return (one) => canonicalJson(one.condition) === text;
}

function problemOf({ segments }: FlagDocument, { condition, reason, until }: Omit<NewPin, 'flag'>) {
  const issues = new IssueList();
  checkCondition(condition, '', 'pin', issues);
  const [issue] = issues.all();
  if (issue) return `the condition of the pin: ${issue.message}; allowed is ${issue.allowed}; ${issue.fix}`;
  const unknown = segmentsTested(condition).find((name) => !Object.hasOwn(segments, name));
  if (unknown !== undefined)
    return `segment ${unknown} is not defined, the segments are ${listed(Object.keys(segments))}; name one of them`;
  if (reason === '' || reason.length > LIMITS.stringCharacters)
    return `a pin needs a reason of 1 to ${LIMITS.stringCharacters} characters; say why these units are pinned`;
  if (parseDay(until) !== undefined) return undefined;
  return `there is no day ${until}; write the last day of the pin as YYYY-MM-DD`;
}

function notPinned(flag: Flag, condition: Condition): string {
  const attributes = (one: Condition): string => Object.keys(one).join(' and ') || 'nothing';
  const pinned = listed([...new Set(flag.pins.map((one) => attributes(one.condition)))]);
  const there = flag.pins.length > 0 ? `it has ${flag.pins.length}, by ${pinned}` : 'it has none';
  return `flag ${flag.flag} has no pin with this condition (${attributes(condition)}); ${there}; give the condition as it is in the document`;
}
