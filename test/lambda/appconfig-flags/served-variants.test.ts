import { describe, expect, it } from 'vitest';
import type { FlagAnswer } from '../../../lambda/appconfig-flags/flag-answer.ts';
import { ServedVariants } from '../../../lambda/appconfig-flags/served-variants.ts';

function anAnswer(attributes: Readonly<Record<string, unknown>>, enabled = true): FlagAnswer {
  return { enabled, variant: '__t1__', attributes: new Map(Object.entries(attributes)) };
}

function served(): ServedVariants {
  return new ServedVariants((flag) => (flag === 'model' ? 'model_id' : 'value'));
}

describe('what a side of an experiment is served', () => {
  it('is the attribute that holds the value of the flag', () => {
    const answer = anAnswer({ model_id: 'sonnet', value: 3 });
    expect([served().of('model', answer), served().of('other', answer)]).toEqual(['sonnet', 3]);
  });

  it('is what it was resolved to, where the flag is disabled or asked for as a boolean', () => {
    const variants = served();
    variants.note('model', { variant: '__t1__', value: 'the default of who asked' });
    variants.note('other', { variant: '__t1__', value: false });
    const disabled = anAnswer({}, false);
    expect(variants.of('model', disabled)).toBe('the default of who asked');
    expect(variants.of('other', disabled)).toBe(false);
  });

  it('is not known before anybody asked, where no attribute tells', () => {
    const variants = served();
    variants.note('model', { variant: '__c__', value: 'haiku' });
    expect(variants.of('model', anAnswer({}))).toBeUndefined();
    expect(variants.of('model', undefined)).toBeUndefined();
    expect(variants.of('model', anAnswer({ model_id: { a: 1 } }))).toBeUndefined();
  });

  it('is not remembered of variants that are of no experiment, and of objects', () => {
    const variants = served();
    variants.note('model', { variant: 'beta', value: 'haiku' });
    variants.note('model', { variant: '__t1__', value: { a: 1 } });
    expect(variants.of('model', { ...anAnswer({}), variant: 'beta' })).toBeUndefined();
    expect(variants.of('model', anAnswer({}))).toBeUndefined();
  });
});
