import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../../cli/convert/appconfig-flags/parse-rule.ts';
import { printRule } from '../../../../cli/convert/appconfig-flags/print-rule.ts';
import {
  BINARY_OPERATORS,
  type RuleOperand,
  type VariantRule,
} from '../../../../cli/convert/appconfig-flags/rule.ts';

const KEY = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,6}$/);
const TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('a"b\\c', '$x', '), (', '\u2028'),
);
const NUMBER = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const LITERAL: Arbitrary<RuleOperand> = fc
  .oneof(TEXT, NUMBER, fc.boolean())
  .map((value) => ({ kind: 'literal', value }));
const OPERAND = fc.oneof(
  LITERAL,
  KEY.map((key): RuleOperand => ({ kind: 'context', key })),
);

const { rule } = fc.letrec<{ rule: VariantRule; leaf: VariantRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      of: fc.array(tie('rule'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not'), of: tie('rule') }),
  ),
  leaf: fc.oneof(
    fc.record({
      kind: fc.constant('binary'),
      operator: fc.constantFrom(...BINARY_OPERATORS),
      left: OPERAND,
      right: OPERAND,
    }),
    fc.record({ kind: fc.constant('in'), subject: OPERAND, list: fc.array(LITERAL, { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('matches'), subject: OPERAND, pattern: TEXT }),
    fc.record({ kind: fc.constant('exists'), key: TEXT }),
    fc.record({
      kind: fc.constant('split'),
      percentage: fc.double({ min: 0, max: 100, noNaN: true }).map(Math.abs),
      by: KEY,
    }),
    fc.record({ kind: fc.constant('split'), percentage: fc.nat(100), by: KEY, seed: TEXT }),
  ),
}));

describe('a rule', () => {
  it('reads as what was printed', () => {
    fc.assert(
      fc.property(rule, (one) => {
        expect(parseRule(printRule(one))).toEqual({ ok: true, value: one });
      }),
    );
  });

  it('never makes the reader throw, whatever the text', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      ',',
      '::',
      'and',
      'eq',
      'split',
      'pct',
      '$a',
      '"x"',
      '1',
      '2024-01T',
      ' ',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((list) => list.join(' ')),
    );
    fc.assert(fc.property(texts, (text) => typeof parseRule(text).ok === 'boolean'));
  });

  it.each([
    '(and (eq $state "Virginia") (gt $age 65))',
    '(ends_with $email "amazon.com")',
    '(in $userId ["123", "456"])',
    '(matches in::$greeting pattern::"h.*y")',
    '(exists key::"country")',
    '(split by::$userId pct::10 seed::"abc")',
    '(or (and (eq $group "Tier1") (split by::$userId pct::1 seed::"2025.01.01"))\n (not (lt $age 1.234e-5)))',
    '(gte $joined 2012-03-04T05:06:07-08:00)',
    '(lt $joined 2024-01)',
    '(eq $name "\\u1e3c\\x41\\U0001F600\\\'")',
  ])('of the guide is read: %s', (text) => {
    expect(parseRule(text)).toMatchObject({ ok: true });
  });

  it.each([
    ['', /ends/],
    ['(eq $a)', /character 7/],
    ['(eq $a 1) (eq $b 2)', /character 11.*ended/],
    ['(and (eq $a 1))', /two or more/],
    ['(maybe $a)', /maybe is no operator/],
    ['(split pct::101 by::$a)', /0 to 100/],
    ['(split pct::10 by::"a")', /context value/],
    ['(split pct::10 pct::20 by::$a)', /twice/],
    ['(split pct::10 by::$a salt::"x")', /salt::/],
    ['(exists key::$a)', /takes a text/],
    ['(in $a [$b])', /constants/],
    ['(eq $a 2024-13-01)', /no moment/],
    ['(eq $a "\\q")', /no escape/],
    ['(eq $a #)', /character 8/],
    [`(eq $a "${'x'.repeat(16_384)}")`, /16384/],
    [`${'(not '.repeat(100)}(eq $a 1)${')'.repeat(100)}`, /nested/],
  ])('that is none is refused with its place: %s', (text, problem) => {
    const parsed = parseRule(text);
    expect(parsed.ok ? [] : parsed.problems).toEqual([expect.stringMatching(problem)]);
  });
});
