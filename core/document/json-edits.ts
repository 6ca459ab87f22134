import { isRecord } from '../record.ts';
import { aligned } from './aligned.ts';

/** Names of members and indices of entries, from the root on. */
export type JsonPath = readonly (string | number)[];

/**
 * One change of a JSON value. All paths are those of the value before: `set` gives a member or entry another value, or
 * adds the member; `insert` puts an entry in front of the one that is there, in the order of the edits.
 */
export type Edit =
  | { readonly kind: 'set' | 'insert'; readonly path: JsonPath; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: JsonPath };

/** Edits that turn one JSON value into another, as far down as they differ; none when they are equal. */
export function jsonEdits(before: unknown, after: unknown, path: JsonPath = []): readonly Edit[] {
  if (isRecord(before) && isRecord(after)) return memberEdits(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return entryEdits(before, after, path);
  return before === after ? [] : [{ kind: 'set', path, value: after }];
}

type Members = Readonly<Record<string, unknown>>;

function memberEdits(before: Members, after: Members, path: JsonPath): readonly Edit[] {
  const [from, to] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...from.keys(), ...to.keys()]);
  return [...names].flatMap((name) => {
    if (!to.has(name)) return [{ kind: 'remove', path: [...path, name] }];
    return jsonEdits(from.get(name), to.get(name), [...path, name]);
  });
}

function entryEdits(before: readonly unknown[], after: readonly unknown[], path: JsonPath): readonly Edit[] {
  const kept = aligned(before, after);
  const [stays, known] = [new Set(kept.map(({ from }) => from)), new Set(kept.map(({ to }) => to))];
  const inside = kept.flatMap(({ from, to }) => jsonEdits(before[from], after[to], [...path, from]));
  const removed = [...before.keys()].filter((index) => !stays.has(index));
  const added = [...after.keys()].filter((index) => !known.has(index));
  return [
    ...inside,
    ...removed.map((index): Edit => ({ kind: 'remove', path: [...path, index] })),
    ...added.map((index): Edit => {
      const next = kept.find(({ to }) => to > index)?.from ?? before.length;
      return { kind: 'insert', path: [...path, next], value: after[index] };
    }),
  ];
}
