import fc from 'fast-check';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { Positions } from '../../../cli/documents/positions.ts';
import { child } from '../../../core/document/issue-list.ts';
import { validDocument } from '../../helpers/arbitraries.ts';
import { commentedJson } from '../../helpers/commented-json.ts';

const TEXT = '{\r\n  "a/b": [1, { "~": 2 }],\r  "c": "é",\n  "": 3\n}';

const positions = new Positions(TEXT, parseTree(TEXT));

function pathsOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [[...path], ...keys.flatMap((key) => pathsOf(Object(value)[key], [...path, key]))];
}

describe('positions in a text', () => {
  it('count lines and columns from one, whatever ends a line', () => {
    expect(positions.of('')).toEqual({ line: 1, column: 1 });
    expect(positions.of('/a~1b/1/~0')).toEqual({ line: 2, column: 21 });
    expect(positions.of('/c')).toEqual({ line: 3, column: 8 });
    expect(positions.of('/')).toEqual({ line: 4, column: 7 });
  });

  it('are those of the nearest parent where something is missing', () => {
    expect(positions.of('/a~1b/7/x')).toEqual(positions.of('/a~1b'));
    expect(positions.of('/a~1b/-')).toEqual(positions.of('/a~1b'));
    expect(positions.of('/c/d')).toEqual(positions.of('/c'));
    expect(positions.of('/toString')).toEqual(positions.of(''));
    expect(new Positions('', undefined).of('/x')).toEqual({ line: 1, column: 1 });
  });

  it('are those of the member that counts where one occurs twice', () => {
    const text = '{ "a": 1,\n  "a": 2 }';
    expect(new Positions(text, parseTree(text)).of('/a')).toEqual({ line: 2, column: 8 });
  });

  it('lead to every value of a document', () => {
    const texts = validDocument.chain((input) => commentedJson(input).map((text) => ({ input, text })));
    fc.assert(
      fc.property(texts, fc.nat(), ({ input, text }, choice) => {
        const root = parseTree(text, [], { allowTrailingComma: true });
        const all = pathsOf(input);
        const path = all[choice % all.length] ?? [];
        const { line, column } = new Positions(text, root).of(path.reduce<string>(child, ''));
        const offset = (root && findNodeAtLocation(root, path)?.offset) ?? -1;
        const before = text.slice(0, offset).split(/\r\n|\n/);
        expect({ line, column }).toEqual({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
      }),
      { numRuns: 300 },
    );
  });

  it('are found in a moment, however many there are', () => {
    const members = Array.from({ length: 100_000 }, (_, at) => `"k${at}":${at}`).join(',\n');
    const text = `{${members}}`;
    const many = new Positions(text, parseTree(text));
    for (let at = 0; at < 100_000; at += 50) expect(many.of(`/k${at}`).line).toBe(at + 1);
  });
});
