import { describe, expect, it } from 'vitest';
import { remedyFor } from '../../../lambda/watch/remedy.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';

const HOUR = 3_600_000;
const CANARY = aPercentage(10);
const STAFF = { name: 'staff', condition: { team: 'us' }, value: 'new' };

type Json = Readonly<Record<string, unknown>>;

/** The remedy for a document of these rules after one whose flag has these members. */
function remedy(before: Json, rules: readonly Json[] = [CANARY], segments: readonly [Json, Json] = [{}, {}]) {
  return remedyFor({
    current: parsed(aDocument([aFlag({ rules })], segments[1])),
    before: parsed(aDocument([aFlag(before)], segments[0])),
    ...{ flag: 'm', candidates: ['new'], ageMs: HOUR },
  });
}

describe('a version before that does not serve the candidate is reverted to', () => {
  it.each<[string, Json]>([
    ['without a rule', {}],
    ['at nought per cent', { rules: [aPercentage(0)] }],
    ['with another candidate', { rules: [aPercentage(50, {}, 'other')] }],
    ['with the candidate killed', { killed: ['new'], rules: [CANARY] }],
    ['disabled', { disabled: true, rules: [CANARY] }],
    ['with a pin that somebody asked for', { pins: [{ condition: { customer: 'acme' }, value: 'new' }] }],
  ])('%s', (_, before) => {
    expect(remedy(before)).toBe('revert');
  });

  it('without the flag', () => {
    const current = parsed(aDocument([aFlag({ rules: [CANARY] })]));
    const before = parsed(aDocument([{ ...aFlag(), flag: 'n' }]));
    const ailment = { current, before, flag: 'm', candidates: ['new'], ageMs: HOUR };
    expect(remedyFor(ailment)).toBe('revert');
  });

  it('with a segment that had the candidate first, and still has', () => {
    expect(remedy({ rules: [STAFF] }, [STAFF, CANARY])).toBe('revert');
  });
});

describe('a version before that serves the candidate is not reverted to', () => {
  it.each<[string, Json]>([
    ['in an earlier step of the ramp', { rules: [aPercentage(5)] }],
    ['to more users', { rules: [aPercentage(100)] }],
    ['by the same gate', { rules: [CANARY] }],
    ['in a split', { rules: [aSplit(['old', 'new'])] }],
    ['as the default', { default: 'new', disabled: true }],
    ['to a segment that has it no more', { rules: [STAFF] }],
  ])('%s', (_, before) => {
    expect(remedy(before)).toBe('kill');
  });

  it('to a segment that was another', () => {
    const rule = { name: 'staff', condition: { segment: 'staff' }, value: 'new' };
    const segments = [{ staff: { team: 'all' } }, { staff: { team: 'us' } }] as const;
    expect(remedy({ rules: [rule] }, [rule, CANARY], segments)).toBe('kill');
  });
});

describe('the age of a deployment', () => {
  it.each([
    ['revert', 72 * HOUR],
    ['kill', 72 * HOUR + 1],
  ])('asks for a %s at %i ms', (expected, ageMs) => {
    const current = parsed(aDocument([aFlag({ rules: [CANARY] })]));
    const before = parsed(aDocument([aFlag()]));
    expect(remedyFor({ current, before, flag: 'm', candidates: ['new'], ageMs })).toBe(expected);
  });
});
