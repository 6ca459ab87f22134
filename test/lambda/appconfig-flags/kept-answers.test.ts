import { describe, expect, it } from 'vitest';
import { KeptAnswers } from '../../../lambda/appconfig-flags/kept-answers.ts';

function answer(value: string, variant?: string) {
  return { answer: { enabled: true, variant, attributes: new Map([['value', value]]) }, version: '1' };
}

describe('answers that are kept', () => {
  it('are those of the same question, each flag by itself', () => {
    const kept = new KeptAnswers();
    kept.keep('model', 'ann', answer('large', 'gold'));
    expect(kept.find('model', 'ann')).toEqual(answer('large', 'gold'));
    expect([kept.find('model', 'bob'), kept.find('depth', 'ann')]).toEqual([undefined, undefined]);
  });

  it('are not of a flag from before it had variants', () => {
    const kept = new KeptAnswers();
    kept.keep('model', 'ann', answer('small'));
    expect(kept.find('model', 'bob')).toEqual(answer('small'));
    kept.keep('model', 'ann', answer('large', 'gold'));
    expect(kept.find('model', 'bob')).toBeUndefined();
  });

  it('are still everybody else’s while an experiment runs on a flag without variants', () => {
    const kept = new KeptAnswers();
    kept.keep('model', 'bob', answer('small'));
    kept.keep('model', 'ann', answer('large', '__t1__'));
    expect([kept.find('model', 'ann'), kept.find('model', 'bob')]).toEqual([
      answer('large', '__t1__'),
      answer('small'),
    ]);
    kept.keep('model', 'ann', answer('small'));
    expect(kept.find('model', 'ann')).toEqual(answer('small'));
  });

  it('are at most a thousand, the oldest going first', () => {
    const kept = new KeptAnswers();
    for (let user = 0; user <= 1000; user += 1) kept.keep('model', `user-${user}`, answer('large', 'gold'));
    expect(kept.find('model', 'user-0')).toBeUndefined();
    expect(kept.find('model', 'user-1')).toBeDefined();
  });
});
