import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonText } from '../../../cli/documents/json-text.ts';
import { LIMITS } from '../../../core/document/limits.ts';

/** What is wrong with a text: place, pointer and message of each problem. */
function problemsOf(text: string): readonly string[] {
  const json = readJsonText(text);
  if (json.ok) return [];
  return json.problems.map(
    ({ line, column, pointer, message }) => `${line}:${column} ${pointer}: ${message}`,
  );
}

describe('a JSON text', () => {
  it('is read as JSON is', () => {
    const plain = fc
      .json({ maxDepth: 6 })
      .filter((text) => !problemsOf(text).some((one) => /twice/.test(one)));
    fc.assert(
      fc.property(plain, (text) => {
        expect(readJsonText(text)).toMatchObject({ ok: true, value: JSON.parse(text) });
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused where JSON is, but for comments and commas at the end', () => {
    const pieces = fc.constantFrom(
      ...'{ } [ ] : , "a" "\\u00e4" "\\x" "b 1 -1.5e3 01 1. true nul \n'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
        const text = parts.join('');
        const json = readJsonText(text);
        if (json.ok) expect(JSON.parse(text.replace(/,(?=\s*[}\]])/g, ''))).toEqual(json.value);
        else if (json.problems.every(({ code }) => code === 'not-json'))
          expect(() => JSON.parse(text)).toThrow(SyntaxError);
      }),
      { numRuns: 5000 },
    );
  });

  it('has every mistake of its syntax listed, one a line, with its place', () => {
    expect(problemsOf('{\n  "a": [1 2],\n  b: 3,\n  "c" 4,\n  "d": 5\n')).toEqual([
      '2:11 /a/1: the comma before this is missing',
      '3:3 : this is no JSON',
      '4:7 /c: the colon after the name is missing',
      '6:1 : an object is not closed',
    ]);
    expect(problemsOf('')).toEqual(['1:1 : the text is empty']);
    expect(problemsOf('{} {}')).toEqual(['1:4 : the document has ended before this']);
  });

  it('has every member that occurs twice listed', () => {
    expect(problemsOf('{ "a": { "b": 1,\n"b": 2 }, "\\u0061": [{ "c": 1, "c": 2 }] }')).toEqual([
      '2:1 /a/b: the member occurs twice in this object',
      '2:11 /a: the member occurs twice in this object',
      '2:32 /a/0/c: the member occurs twice in this object',
    ]);
  });

  it('takes names of members as they are', () => {
    const json = readJsonText('{ "__proto__": { "x": 1 }, "constructor": 2 }');
    expect(json.ok && Object.entries(Object(json.value))).toEqual([
      ['__proto__', { x: 1 }],
      ['constructor', 2],
    ]);
  });

  it('lists so many mistakes and sums up the rest', () => {
    for (const text of ['x\n'.repeat(499), `{${'"a": 1,\n'.repeat(501)}}`]) {
      const problems = problemsOf(text);
      expect(problems.length).toBe(101);
      expect(problems.at(-1)).toMatch(/400 more issues are not listed$/);
    }
  });

  it('is refused in a moment where it is hostile, whichever brackets it is nested by', () => {
    const million = 1_000_000;
    for (const text of [
      '[',
      '{"a":',
      '[}',
      '{]',
      '[},',
      '{"a":[}',
      ']',
      '/*',
      '"\\',
      '[,',
      '{,',
      '{:',
      '-',
    ]) {
      const json = readJsonText(text.repeat(million / text.length));
      expect(json.ok, text).toBe(false);
    }
    expect(problemsOf(`\n${'['.repeat(million)}`)).toEqual([
      '2:129 : objects and lists are nested too deeply',
    ]);
    expect(problemsOf(' '.repeat(LIMITS.documentCharacters + 1))).toEqual([
      `1:1 : the text has ${LIMITS.documentCharacters + 1} characters`,
    ]);
  });
});
