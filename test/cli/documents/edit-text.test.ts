import { describe, expect, it } from 'vitest';
import { editText } from '../../../cli/documents/edit-text.ts';
import { readJsonText } from '../../../cli/documents/json-text.ts';
import { jsonEdits } from '../../../core/document/json-edits.ts';

/** The text with its value turned into another one. */
function edited(text: string, turn: (value: never) => unknown): string {
  const json = readJsonText(text);
  if (!json.ok) throw new Error(json.problems[0]?.message);
  return editText(text, json.root, jsonEdits(json.value, turn(structuredClone(json.value) as never)));
}

const lines = (...all: readonly string[]): string => all.join('\n');
const without = (index: number) => (list: readonly unknown[]) => list.toSpliced(index, 1);
const plus = (entry: unknown) => (list: readonly unknown[]) => [...list, entry];

describe('an edited text', () => {
  it('loses an entry with its line and its comma', () => {
    const text = lines('[', '  1, // one', '  2,', '  // of three', '  3', ']');
    expect(edited(text, without(1))).toBe(lines('[', '  1, // one', '  // of three', '  3', ']'));
    expect(edited(text, without(2))).toBe(lines('[', '  1, // one', '  2', '  // of three', ']'));
    expect(edited(text, without(0))).toBe(lines('[', '  // one', '  2,', '  // of three', '  3', ']'));
    expect(edited('{ "a": 1, "b": 2, "c": 3 }', () => ({ a: 1, c: 3 }))).toBe('{ "a": 1, "c": 3 }');
    expect(edited('{ "a": 1, "b": 2 }', () => ({ a: 1 }))).toBe('{ "a": 1 }');
    expect(edited('{ "a": 1 }', () => ({}))).toBe('{}');
  });

  it('keeps a comma at the end where there was one', () => {
    expect(edited(lines('[', '  1,', '  2,', ']'), without(1))).toBe(lines('[', '  1,', ']'));
    expect(edited(lines('[', '  1,', ']'), plus(2))).toBe(lines('[', '  1,', '  2,', ']'));
  });

  it('gets an entry on a line of its own, behind the remark on the one before', () => {
    const text = lines('{', '  "list": [', '    1, // one', '    2 // two', '  ]', '}');
    const turned = edited(text, ({ list }: { list: number[] }) => ({ list: [...list, 3] }));
    expect(turned).toBe(lines('{', '  "list": [', '    1, // one', '    2, // two', '    3', '  ]', '}'));
  });

  it('gets an entry on the same line where the others are on one, as long as it fits', () => {
    expect(edited('["a"]', plus('b'))).toBe('["a", "b"]');
    expect(edited('[ "b" ]', () => ['a', 'b'])).toBe('[ "a", "b" ]');
    const long = 'x'.repeat(60);
    expect(edited(`["${long}"]`, plus(long))).toBe(lines('[', `  "${long}",`, `  "${long}"`, ']'));
  });

  it('gets a member where it belongs', () => {
    const text = lines('{', '\t"flag": "m",', '\t"default": 1,', '\t"rules": []', '}');
    const turned = edited(text, (flag: object) => ({ ...flag, killed: [2], owner: 'us' }));
    expect(turned).toBe(
      lines(
        '{',
        '\t"flag": "m",',
        '\t"owner": "us",',
        '\t"default": 1,',
        '\t"killed": [2],',
        '\t"rules": []',
        '}',
      ),
    );
  });

  it('fills what was empty', () => {
    expect(edited('{ "rules": [] }', () => ({ rules: [{ a: 1 }] }))).toBe('{ "rules": [{ "a": 1 }] }');
    expect(edited('{}', () => ({ a: [true, null] }))).toBe('{ "a": [true, null] }');
    expect(edited(lines('[ // none yet', ']'), () => [1])).toBe(lines('[1 // none yet', ']'));
  });

  it('writes what is long on lines of its own', () => {
    const rule = { name: 'x'.repeat(50), condition: { country: 'y'.repeat(50) } };
    expect(edited(lines('[', '  1', ']'), plus(rule))).toBe(
      lines(
        '[',
        '  1,',
        '  {',
        `    "name": "${rule.name}",`,
        `    "condition": { "country": "${'y'.repeat(50)}" }`,
        '  }',
        ']',
      ),
    );
  });

  it('puts a member in the place of one that goes at the same time', () => {
    const text = '{ "name": "r", /* why */ "split": [1, 2], "control": 1 }';
    expect(edited(text, () => ({ name: 'r', value: 2 }))).toBe('{ "name": "r", /* why */ "value": 2 }');
  });

  it('keeps the line breaks of the text', () => {
    expect(edited('[\r\n  1\r\n]\r\n', plus(2))).toBe('[\r\n  1,\r\n  2\r\n]\r\n');
  });

  it('is refused when the edits are of another text', () => {
    const json = readJsonText('{ "a": 1 }');
    const edit = { kind: 'set', path: ['b', 'c'], value: 1 } as const;
    expect(() => json.ok && editText('{ "a": 1 }', json.root, [edit])).toThrow('the text has nothing at b');
  });
});
