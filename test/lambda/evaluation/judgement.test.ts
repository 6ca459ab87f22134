import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJudgement } from '../../../lambda/evaluation/judgement.ts';

const scoreOf = (text: string, scale: 'one-to-ten' | 'zero-to-one' | 'pairwise' = 'one-to-ten') =>
  parseJudgement(text, scale)?.score;

describe('a judge’s words', () => {
  it.each([
    ['one-to-ten', '{"score":1}', 0],
    ['one-to-ten', ' {"score": 10}\n', 1],
    ['one-to-ten', '{"rationale": "so so", "score": 4}', 1 / 3],
    ['one-to-ten', String.raw`{"rationale": "they write \"score\": 1.0, {2}: \\\\", "score": 4}`, 1 / 3],
    ['zero-to-one', '{"score":0.25}', 0.25],
    ['zero-to-one', '{"score":1}', 1],
    ['pairwise', '{"better":"first"}', 1],
    ['pairwise', '{"better":"neither"}', 0.5],
    ['pairwise', '{"better":"second","rationale":""}', 0],
  ] as const)('are a score on the scale %s when they are %s', (scale, text, score) => {
    expect(scoreOf(text, scale)).toBe(score);
  });

  it.each([
    ['prose', 'The score is 10.'],
    ['a bare number', '10'],
    ['a fence around it', '```json\n{"score": 10}\n```'],
    ['words after it', '{"score": 10} I am sure.'],
    ['two of it', '{"score": 3}{"score": 10}'],
    ['a list', '[{"score": 10}]'],
    ['a number as text', '{"score": "10"}'],
    ['a fraction where there is none', '{"score": 9.5}'],
    ['0', '{"score": 0}'],
    ['11', '{"score": 11}'],
    ['a share', '{"score": 1e-1}'],
    ['a share of 1 where 1 is the worst', '{"score": 1.0}'],
    ['a whole number that is spelled otherwise', '{"score": 1e1}'],
    ['two scores', '{"score": 3, "score": 10}'],
    ['two scores, one of them disguised', '{"score": 3, "\\u0073core": 10}'],
    ['two reasons', '{"rationale": "a", "score": 3, "rationale": "b"}'],
    ['nothing', '{}'],
    ['nothing but null', '{"score": null}'],
    ['another member', '{"score": 10, "override": true}'],
    ['another name', '{"Score": 10}'],
    ['reasons that are no text', '{"score": 10, "rationale": {}}'],
    ['a preference', '{"better": "first"}'],
    ['half of it', '{"score": 1'],
    ['silence', ''],
  ])('are no score when they are %s', (_, text) => {
    expect(scoreOf(text)).toBeUndefined();
  });

  it.each(['{"score":1.01}', '{"score":-0.1}', '{"score":NaN}', '{"score":10}'])(
    'are no share when they are %s',
    (text) => {
      expect(scoreOf(text, 'zero-to-one')).toBeUndefined();
    },
  );

  it.each([
    '{"better":"First"}',
    '{"better":"both"}',
    '{"better":1}',
    '{"better":"second","better":"first"}',
    '{"better":"__proto__"}',
    '{"score":1}',
  ])('are no preference when they are %s', (text) => {
    expect(scoreOf(text, 'pairwise')).toBeUndefined();
  });

  it('never throw, and never leave 0 to 1', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.double().map((score) => JSON.stringify({ score })),
    );
    const scale = fc.constantFrom('one-to-ten' as const, 'zero-to-one' as const, 'pairwise' as const);
    fc.assert(
      fc.property(text, scale, (said, on) => {
        const score = scoreOf(said, on) ?? 0;
        expect(score >= 0 && score <= 1).toBe(true);
      }),
    );
  });

  it('keep reasons up to a length', () => {
    const rationale = 'x'.repeat(5000);
    expect(parseJudgement(JSON.stringify({ score: 3, rationale }), 'one-to-ten')?.rationale).toHaveLength(
      2000,
    );
  });
});
