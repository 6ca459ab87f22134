import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_WORDS, TASK_METRICS, taskMetric } from '../../../lambda/evaluation/task-metrics.ts';

const { exact_match, token_f1, rouge_l } = taskMetric;

describe('exact match', () => {
  it.each([
    ['The Danube!', 'danube', 1],
    ['  a   river ', 'River.', 1],
    ['Danube river', 'danube', 0],
    ['theatre', 'atre', 0],
    ['«Дунай»', 'дунай', 1],
    ['Corréa', 'Corré', 0],
    ['👍', '👎', 0],
    ['5 €', '5 $', 0],
  ])('of "%s" with "%s" is %d', (answer, reference, expected) => {
    expect(exact_match(answer, reference)).toBe(expected);
  });
});

describe('the F1 of words', () => {
  it('counts repeated words as often as both have them', () => {
    // Precision 2/4, recall 2/3.
    expect(token_f1('rain rain rain sun', 'rain rain snow')).toBeCloseTo(
      (2 * (2 / 4) * (2 / 3)) / (2 / 4 + 2 / 3),
    );
  });

  it('is 1 of nothing with nothing, and 0 of nothing with something', () => {
    expect([token_f1('the', '...'), token_f1('', 'x'), token_f1('x', '')]).toEqual([1, 0, 0]);
  });
});

describe('ROUGE-L', () => {
  it.each([
    // Lin 2004, section 3.1: the common subsequences are "police the gunman" and "the gunman".
    ['police kill the gunman', 'police killed the gunman', 3 / 4],
    ['the gunman kill police', 'police killed the gunman', 2 / 4],
  ])('of "%s" with "%s" is that of the paper', (answer, reference, expected) => {
    expect(rouge_l(answer, reference)).toBeCloseTo(expected, 12);
  });

  it('takes both texts for one sentence, whose order counts', () => {
    expect(rouge_l('Three four. One two.', 'One two. Three four.')).toBeCloseTo(1 / 2, 12);
  });

  it('is no better for texts without words than whether they are the same', () => {
    expect([rouge_l('👍', '👎'), rouge_l('👍', '👍!'), rouge_l('👍', 'yes')]).toEqual([0, 1, 0]);
  });

  it('takes words in any script', () => {
    expect(rouge_l('красная площадь', 'Красная, площадь!')).toBeCloseTo(1, 12);
  });

  it('takes no longer for texts of any length', () => {
    const long = Array.from({ length: MAX_WORDS * 2 }, (_, n) => `w${n}`).join(' ');
    const shortened = long.split(' ').slice(0, MAX_WORDS).join(' ');
    expect(rouge_l(long, shortened)).toBeCloseTo(1, 12);
  });
});

describe('every comparison with a reference', () => {
  it.each(TASK_METRICS)('is 1 with itself and otherwise from 0 to 1 (%s)', (name) => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, text, (answer, reference) => {
        expect(taskMetric[name](answer, answer)).toBeCloseTo(1, 12);
        const value = taskMetric[name](answer, reference);
        expect(value >= 0 && value <= 1).toBe(true);
      }),
    );
  });
});
