import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, MAX_SUBJECT_LENGTH, type PatternMatcher } from '../../../core/pattern/pattern.ts';
import { specFile } from '../../helpers/spec-file.ts';

interface AcceptedCase {
  readonly description: string;
  readonly pattern: string;
  readonly matches: readonly string[];
  readonly misses: readonly string[];
}

interface RefusedCase {
  readonly description: string;
  readonly pattern: string;
  readonly because: string;
}

const { accepted, refused } = specFile<{
  accepted: readonly AcceptedCase[];
  refused: readonly RefusedCase[];
}>('09-patterns');

function matcher(pattern: string): PatternMatcher {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(`refused: ${compiled.problems.join()}`);
  return compiled.value;
}

/** Patterns over a few characters, so that random texts over the same ones match often enough. */
const PATTERN: Arbitrary<string> = fc.letrec<{ sequence: string; atom: string }>((tie) => {
  const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '+?', '{2}', '{1,2}', '{2,}', '{0}');
  const units = fc.constantFrom(
    'a',
    'b',
    'c',
    '.',
    '[ab]',
    '[^a]',
    '[b-c]',
    '\\w',
    '\\d',
    '\\W',
    '\\.',
    '[]',
    '[^]',
  );
  const group = fc
    .array(tie('sequence'), { minLength: 1, maxLength: 3 })
    .chain((options) => fc.constantFrom(`(${options.join('|')})`, `(?:${options.join('|')})`));
  return {
    atom: fc
      .tuple(fc.oneof({ depthSize: 'small', withCrossShrink: true }, units, group), quantifier)
      .map((parts) => parts.join('')),
    sequence: fc.array(tie('atom'), { maxLength: 3 }).map((parts) => parts.join('')),
  };
}).sequence;

const WHOLE_PATTERN = fc
  .array(fc.tuple(fc.constantFrom('', '^'), PATTERN, fc.constantFrom('', '$')), {
    minLength: 1,
    maxLength: 2,
  })
  .map((branches) => branches.map((parts) => parts.join('')).join('|'));

const SUBJECT = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', '\n', 'é'), maxLength: 12 });

/** Patterns of many positions that are all active at once, each with many successors. */
const DEMANDING = [
  { what: 'optional characters in a row', pattern: 'a?'.repeat(120) },
  { what: 'stars in a row', pattern: '.*'.repeat(60) },
  { what: 'optional classes in a row', pattern: '[^b]?'.repeat(49) },
  { what: 'a counted choice', pattern: '(a|b){0,100}a?b?' },
];

describe('compilePattern', () => {
  it.each(accepted)('accepts $description and finds it where it is', ({ pattern, matches, misses }) => {
    for (const text of matches) expect(matcher(pattern)(text), text).toBe(true);
    for (const text of misses) expect(matcher(pattern)(text), text).toBe(false);
  });

  it.each(refused)('refuses $description and says why', ({ pattern, because }) => {
    const compiled = compilePattern(pattern);
    expect(compiled).toMatchObject({ ok: false, problems: [expect.stringContaining(because)] });
  });

  it('finds a pattern exactly where the platform finds it', () => {
    let found = 0;
    fc.assert(
      fc.property(WHOLE_PATTERN, fc.array(SUBJECT, { maxLength: 8 }), (pattern, texts) => {
        const compiled = compilePattern(pattern);
        fc.pre(compiled.ok);
        const native = new RegExp(pattern);
        for (const text of texts) {
          expect(compiled.value(text), `/${pattern}/ in ${JSON.stringify(text)}`).toBe(native.test(text));
          if (native.test(text)) found += 1;
        }
      }),
      { numRuns: 700, maxSkipsPerRun: 1000 },
    );
    expect(found).toBeGreaterThan(20);
  });

  it('finds every single character like the platform', () => {
    const units = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
    for (const pattern of [
      '^\\s$',
      '^\\S$',
      '^\\w$',
      '^\\W$',
      '^\\d$',
      '^\\D$',
      '^.$',
      '^[^\\d\\s]$',
      '^[\\u0100-\\uffff]$',
    ]) {
      const [ours, native] = [matcher(pattern), new RegExp(pattern)];
      expect(
        units.filter((unit) => ours(unit) !== native.test(unit)),
        pattern,
      ).toEqual([]);
    }
  });

  it('reads every text without an exception, and accepts nothing that the platform refuses', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?^$\\-,019d') })),
        (pattern) => {
          const compiled = compilePattern(pattern);
          if (compiled.ok) expect(() => new RegExp(pattern)).not.toThrow();
          else expect(compiled.problems[0]).toMatch(/./);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('does not take a caller that passes no text for a bad pattern', () => {
    expect(() => compilePattern(undefined as unknown as string)).toThrow(TypeError);
  });

  it('searches a text up to the limit and finds nothing in a longer one', () => {
    expect(matcher('')('a'.repeat(MAX_SUBJECT_LENGTH))).toBe(true);
    expect(matcher('')('a'.repeat(MAX_SUBJECT_LENGTH + 1))).toBe(false);
  });

  it.each(DEMANDING)('takes time in proportion to the text for $what', ({ pattern }) => {
    const matches = matcher(`^(${pattern})x$`);
    const timeOf = (length: number): number => {
      const text = 'a'.repeat(length);
      const rounds = Array.from({ length: 3 }, () => {
        const start = performance.now();
        for (let repeat = 0; repeat < 4096 / length; repeat++) matches(text);
        return performance.now() - start;
      });
      return Math.min(...rounds);
    };
    timeOf(MAX_SUBJECT_LENGTH);
    // The same number of characters in long texts as in short ones: equal if linear, eight times as much if quadratic.
    expect(timeOf(MAX_SUBJECT_LENGTH) / timeOf(MAX_SUBJECT_LENGTH / 8)).toBeLessThan(4);
  });

  it('is quick to judge patterns of many alternatives and counts', () => {
    const letters = Array.from({ length: 126 }, (_, at) => String.fromCharCode(0x100 + at));
    for (const pattern of [
      `(${letters.join('|')})*`,
      '(((((((a){2}){2}){2}){2}){2}){2}){2}',
      '((((){100}){100}){100}){100}',
    ])
      expect(compilePattern(pattern).ok, pattern).toBe(true);
  });
});
