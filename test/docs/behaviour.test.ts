import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BEHAVIOUR } from '../../local/appconfig/behaviour.ts';
import { read } from './markdown.ts';

const TEXT = read('local/BEHAVIOUR.md');
const STATEMENTS = [...TEXT.matchAll(/^- \*\*([A-Z])(\d+)\*\* /gm)].map(([, chapter = '', number = '']) => ({
  chapter,
  number: Number(number),
}));
const LETTERS = [...new Set(STATEMENTS.map(({ chapter }) => chapter))];
const CHAPTERS = TEXT.split(/^## /m).slice(1);
const KNOWN = new Set(STATEMENTS.map(({ chapter, number }) => `${chapter}${number}`));

interface Citation {
  readonly file: string;
  readonly cited: string;
}

/** `BEHAVIOUR C2, C7 to C10`: every statement named, ranges written out. */
function citationsIn(file: string): readonly Citation[] {
  return [...read(file).matchAll(/BEHAVIOUR ((?:[A-Z]\d+(?:, | to )?)+)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/([A-Z])(\d+)(?: to \1(\d+))?/g)].flatMap(([, chapter = '', from = '', to = from]) => {
      const count = Number(to) - Number(from) + 1;
      return Array.from({ length: count }, (_, at) => ({ file, cited: `${chapter}${Number(from) + at}` }));
    }),
  );
}

const TESTS = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('docs'))
  .map((file) => join('test', file));
const CITATIONS = TESTS.flatMap(citationsIn);

describe('the specification of the engines', () => {
  it.each(LETTERS)('numbers the statements of chapter %s from 1 without a gap', (chapter) => {
    const numbers = STATEMENTS.filter((statement) => statement.chapter === chapter).map(
      ({ number }) => number,
    );
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('has every statement that a test cites', () => {
    expect(CITATIONS.length).toBeGreaterThan(20);
    expect(CITATIONS.filter(({ cited }) => !KNOWN.has(cited))).toEqual([]);
  });

  it('names tests of AppConfig that exist', () => {
    const chapter = TEXT.slice(TEXT.indexOf('## AppConfig'), TEXT.indexOf('## CloudWatch'));
    const named = [...chapter.matchAll(/\((`[a-z-]+`(?:,\s+`[a-z-]+`)*)\)/g)].flatMap(([, list = '']) =>
      [...list.matchAll(/`([a-z-]+)`/g)].map(([, name]) => `test/local/appconfig/${name}.test.ts`),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('explains every switch of AppConfig with its default first', () => {
    for (const [name, value] of Object.entries(DEFAULT_BEHAVIOUR)) {
      const shown = typeof value === 'number' ? value.toLocaleString('en-US') : `\`${value}\``;
      expect(TEXT).toContain(`- \`${name}\`: ${shown}`);
    }
  });

  it('says in every chapter what differs from AWS or is not known', () => {
    expect(LETTERS.length).toBe(CHAPTERS.length);
    const silent = CHAPTERS.filter(
      (chapter) => !/^### .*differs from (AWS|the real one) \/ not known$/m.test(chapter),
    );
    expect(silent.map((chapter) => chapter.split('\n')[0])).toEqual([]);
  });
});
