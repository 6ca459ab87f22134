import { isRecord } from '../../core/record.ts';

/** An event as EventBridge hands it on. */
export type EventFields = Readonly<Record<string, unknown>>;

/** Whether an event is one of those that a rule is about. */
export type EventMatcher = (event: EventFields) => boolean;

/** Whether one value of an event, `undefined` when it is missing, satisfies one entry of a pattern's list. */
type EntryMatcher = (value: unknown) => boolean;

/**
 * Reads the pattern of a rule. Every member of the pattern must match the event's member of that name: an object by its
 * members, a list when one of its entries does. An entry is a value that must be equal, or one of `prefix`,
 * `anything-but` (values, or a `prefix`) and `exists`. Where the event has a list, one of its values is enough.
 *
 * @throws naming what it does not know, which EventBridge may.
 */
export function eventMatcher(pattern: unknown, at = 'the pattern'): EventMatcher {
  if (!isRecord(pattern) || Object.keys(pattern).length === 0) {
    throw new Error(`${at} is ${JSON.stringify(pattern)}; use an object with at least one member`);
  }
  const members = Object.entries(pattern).map(([name, wanted]) => memberMatcher(name, wanted));
  return (event) => members.every((matches) => matches(event));
}

function memberMatcher(name: string, wanted: unknown): EventMatcher {
  if (!Array.isArray(wanted)) {
    const matches = eventMatcher(wanted, `${name} of the pattern`);
    return (event) => matches(fieldsOf(event[name]));
  }
  const entries = wanted.map((entry) => entryMatcher(name, entry));
  return (event) => valuesOf(event[name]).some((value) => entries.some((matches) => matches(value)));
}

function entryMatcher(name: string, entry: unknown): EntryMatcher {
  if (!isRecord(entry)) return (value) => value === entry;
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(entry);
  if (others.length === 0) {
    if (operator === 'exists') return (value) => (value !== undefined) === operand;
    if (operator === 'prefix' && typeof operand === 'string') return (value) => beginsWith(value, operand);
    if (operator === 'anything-but') return anythingBut(name, operand);
  }
  throw notKnown(name, entry);
}

/** A member that is missing is not anything. */
function anythingBut(name: string, operand: unknown): EntryMatcher {
  if (isRecord(operand)) {
    const { prefix, ...others } = operand;
    if (typeof prefix !== 'string' || Object.keys(others).length > 0) throw notKnown(name, operand);
    return (value) => value !== undefined && !beginsWith(value, prefix);
  }
  const refused: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  return (value) => value !== undefined && !refused.includes(value);
}

function notKnown(name: string, entry: unknown): Error {
  return new Error(
    `${name} of the pattern has ${JSON.stringify(entry)}, which is not understood here: known are values, prefix, anything-but and exists`,
  );
}

function beginsWith(value: unknown, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix);
}

function fieldsOf(value: unknown): EventFields {
  return isRecord(value) ? value : {};
}

function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
