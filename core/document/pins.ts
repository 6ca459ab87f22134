import { canonicalJson } from '../canonical-json.ts';
import { isRecord } from '../record.ts';
import type { Result } from '../result.ts';
import { parseDay } from '../time/iso8601.ts';
import { findFlag, refused, valueProblem, withFlag } from './changeable-flag.ts';
import { listed } from './checks.ts';
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
 * The document with the units pinned: in place of the pin that has the same condition, else behind the others, but in front
 * of all where an earlier pin may be of the same units; the same document when it is so already. Refused when the pin would not be accepted in a document, or its value is killed; no
 * refusal repeats what an attribute is compared with, which may name a customer.
 */
export function pin(document: FlagDocument, { flag: name, ...added }: NewPin): Result<FlagDocument, string> {
  const found = findFlag(document, name);
  if (!found.ok) return found;
  const flag = found.value;
  const problem = valueProblem(flag, added.value) ?? problemOf(document, added);
  if (problem !== undefined) return refused(problem);
  const pins = withPin(flag.pins, added);
  return { ok: true, value: pins === flag.pins ? document : withFlag(document, flag, { ...flag, pins }) };
}

/** The first pin that matches is the one that counts. */
function withPin(pins: readonly Pin[], added: Pin): readonly Pin[] {
  const at = pins.findIndex(hasCondition(added.condition));
  const old = pins[at];
  const ahead = old ? pins.slice(0, at) : pins;
  if (!ahead.every(({ condition }) => areApart(condition, added.condition))) {
    return [added, ...pins.filter((one) => one !== old)];
  }
  if (old && canonicalJson(old) === canonicalJson(added)) return pins;
  return old ? pins.with(at, added) : [...pins, added];
}

/** Whether no unit can meet both conditions: an attribute has to be one of these values, and one of those. */
function areApart(left: Condition, right: Condition): boolean {
  return Object.entries(left).some(([attribute, test]) => {
    if (attribute === 'segment' || !Object.hasOwn(right, attribute)) return false;
    const [some, others] = [valuesIn(test), valuesIn(right[attribute])];
    return some?.every((value) => others?.includes(value) === false) === true;
  });
}

/** The values that a test allows; `undefined` for an operator, which may allow any. */
function valuesIn(test: unknown): readonly unknown[] | undefined {
  if (Array.isArray(test)) return test;
  return isRecord(test) ? undefined : [test];
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
