import { describe, expect, it } from 'vitest';
import { isKilledIn, isUnconditional, reachOf } from '../../../core/document/candidate-reach.ts';
import { aDocument, aFlag, aPercentage, parsed } from '../../helpers/flag-documents.ts';

const CANDIDATE = { flag: 'm', value: 'new' };

function document(members: Parameters<typeof aFlag>[0]) {
  return parsed(aDocument([aFlag(members)]));
}

describe('how many units a document serves the candidate', () => {
  it('is the percentage of its rule, and of the widest where there are several', () => {
    const rules = [aPercentage(5), { ...aPercentage(5, { country: 'de' }), name: 'de' }];
    expect(reachOf(document({ rules }), CANDIDATE)).toBe(5);
  });

  it('is everybody when the candidate is the default', () => {
    expect(reachOf(document({ default: 'new' }), CANDIDATE)).toBe(100);
  });

  it.each([
    ['no rule names it', {}],
    ['only a segment has it', { rules: [{ name: 'de', condition: { country: 'de' }, value: 'new' }] }],
    ['it is killed', { rules: [aPercentage(5)], killed: ['new'] }],
    ['the flag is disabled', { rules: [aPercentage(5)], disabled: true }],
    ['another value is rolled out', { rules: [aPercentage(5, {}, 'other')] }],
  ])('is nobody when %s', (_, members) => {
    expect(reachOf(document(members), CANDIDATE)).toBe(0);
  });

  it('is nobody for a flag that is not there', () => {
    expect(reachOf(document({}), { flag: 'x', value: 'new' })).toBe(0);
  });
});

describe('a candidate', () => {
  it('is forbidden by a document that kills it', () => {
    expect(isKilledIn(document({ killed: ['new'] }), CANDIDATE)).toBe(true);
    expect(isKilledIn(document({}), CANDIDATE)).toBe(false);
    expect(isKilledIn(document({ killed: ['new'] }), { flag: 'x', value: 'new' })).toBe(false);
  });

  it('is for everybody when no rule asks for more than a bucket', () => {
    const bucketed = aPercentage(5, { bucket_by: 'org', salt: 's' });
    expect(isUnconditional(document({ rules: [bucketed] }), CANDIDATE)).toBe(true);
    expect(isUnconditional(document({}), { flag: 'x', value: 'new' })).toBe(true);
    expect(isUnconditional(document({ rules: [aPercentage(5, { country: 'de' })] }), CANDIDATE)).toBe(false);
  });
});
