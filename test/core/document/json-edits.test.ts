import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aligned } from '../../../core/document/aligned.ts';
import { type Edit, jsonEdits } from '../../../core/document/json-edits.ts';

/** What the edits make of a value, done the plain way: from the last place to the first, so that indices hold. */
function applied(value: unknown, edits: readonly Edit[]): unknown {
  const root = { value: structuredClone(value) };
  const order = { remove: 0, insert: 1, set: 2 };
  const inserts = edits.filter(({ kind }) => kind === 'insert').toReversed();
  const others = edits.filter(({ kind }) => kind !== 'insert');
  const all = [...inserts, ...others].map((edit) => ({ ...edit, path: ['value', ...edit.path] }));
  const byPlace = all.toSorted(
    (left, right) => comparePaths(right.path, left.path) || order[right.kind] - order[left.kind],
  );
  for (const edit of byPlace) apply(root, edit);
  return root.value;
}

function comparePaths(left: Edit['path'], right: Edit['path']): number {
  const at = left.findIndex((step, index) => step !== right[index]);
  if (at < 0) return left.length - right.length;
  const [one, other] = [left[at], right[at]];
  if (other === undefined) return 1;
  return typeof one === 'number' ? one - Number(other) : String(one) < String(other) ? -1 : 1;
}

function apply(root: object, edit: Edit): void {
  const key = edit.path.at(-1) ?? '';
  const parent = edit.path.slice(0, -1).reduce<unknown>((at, step) => Object(at)[step], root);
  if (edit.kind === 'insert') (parent as unknown[]).splice(Number(key), 0, edit.value);
  else if (edit.kind === 'set') Object.assign(parent as object, { [key]: edit.value });
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent as object, key);
}

const { json } = fc.letrec((tie) => ({
  json: fc.oneof({ depthSize: 'small' }, fc.constantFrom(0, 1, 'a', true, null), tie('list'), tie('object')),
  list: fc.array(tie('json'), { maxLength: 4 }),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('json'), { maxKeys: 3 }),
}));

describe('the edits between two JSON values', () => {
  it('turn the one into the other', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(applied(before, jsonEdits(before, after))).toEqual(after);
      }),
      { numRuns: 3000 },
    );
  });

  it('are none between equal values, whatever the order of members', () => {
    const value = { a: [1, { b: 2, c: 3 }] };
    expect(jsonEdits(value, { a: [1, { c: 3, b: 2 }] })).toEqual([]);
  });

  it('change a member where it stands, and no more', () => {
    const rules = [{ name: 'a' }, { name: 'b', condition: { p: 5 } }, { name: 'c' }];
    const grown = rules.with(1, { name: 'b', condition: { p: 25 } });
    expect(jsonEdits({ rules }, { rules: grown })).toEqual([
      { kind: 'set', path: ['rules', 1, 'condition', 'p'], value: 25 },
    ]);
  });

  it('take entries out of a list, wherever they stand, and leave the others alone', () => {
    expect(jsonEdits(['a', 'b', 'c', 'd'], ['a', 'c'])).toEqual([
      { kind: 'remove', path: [1] },
      { kind: 'remove', path: [3] },
    ]);
  });

  it('put entries into a list in front of those that follow', () => {
    expect(jsonEdits(['a', 'c'], ['a', 'b', 'c', 'd', 'e'])).toEqual([
      { kind: 'insert', path: [1], value: 'b' },
      { kind: 'insert', path: [2], value: 'd' },
      { kind: 'insert', path: [2], value: 'e' },
    ]);
  });
});

describe('aligned lists', () => {
  const entries = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 });

  it('have their common entries in the order of both, each once', () => {
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const kept = aligned(before, after);
        for (const side of ['from', 'to'] as const) {
          const indices = kept.map((entry) => entry[side]);
          expect(indices).toEqual([...new Set(indices)].toSorted((left, right) => left - right));
        }
        expect(kept.every(({ from, to }) => from < before.length && to < after.length)).toBe(true);
      }),
    );
  });

  it('keep everything that was there when something was only taken out, or only put in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.func(fc.boolean()), (long, isKept) => {
        const short = long.filter(isKept);
        for (const [before, after] of [
          [long, short],
          [short, long],
        ] as const) {
          const kept = aligned(before, after);
          expect(kept.filter(({ from, to }) => before[from] === after[to]).length).toBe(short.length);
        }
      }),
    );
  });
});
