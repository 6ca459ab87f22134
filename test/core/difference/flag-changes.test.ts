import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagChange } from '../../../core/difference/flag-change.ts';
import { flagChanges } from '../../../core/difference/flag-changes.ts';
import { changedFlags } from '../../../core/document/changed-flags.ts';
import { mutatedDocument, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, aPercentage, aSplit, errorsOf, parsed } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

type Json = Readonly<Record<string, unknown>>;

/** Changes of the flag `m`. */
function changes(before: Json, after: Json): readonly FlagChange[] {
  const [only, ...others] = flagChanges(parsed(aFlag(before)), parsed(aFlag(after)));
  expect(others).toEqual([]);
  return only?.changes ?? [];
}

describe('changes', () => {
  it('are none between a document and itself', () => {
    fc.assert(
      fc.property(validDocument, (one) => {
        expect(flagChanges(parsed(one), parsed(one))).toEqual([]);
      }),
    );
  });

  it('are told of every flag that serves by other rules', () => {
    fc.assert(
      fc.property(mutatedDocument, ({ valid, mutated }) => {
        fc.pre(errorsOf(mutated).length === 0);
        const [before, after] = [parsed(valid), parsed(mutated)];
        const told = flagChanges(before, after).map(({ flag }) => flag);
        expect(told).toEqual(expect.arrayContaining([...changedFlags(before, after)]));
      }),
      { numRuns: 300 },
    );
  });

  it.each(
    specFile<{
      cases: readonly { description: string; deployed: unknown; next: unknown; changed: readonly string[] }[];
    }>('08-changed-flags').cases,
  )('are told where $description', ({ deployed, next, changed }) => {
    const told = flagChanges(parsed(deployed), parsed(next)).map(({ flag }) => flag);
    expect(told).toEqual(expect.arrayContaining([...changed]));
  });

  it('name flags that come and go, removed ones last', () => {
    const before = aDocument([aFlag({ flag: 'gone' }), aFlag()]);
    const after = aDocument([aFlag({ flag: 'fresh', default: 4 }), aFlag()]);
    expect(flagChanges(parsed(before), parsed(after))).toEqual([
      { flag: 'fresh', changes: [{ subject: 'flag', kind: 'added', to: 4 }] },
      { flag: 'gone', changes: [{ subject: 'flag', kind: 'removed', from: 'old' }] },
    ]);
  });

  it('name the segment that a flag depends on through another one', () => {
    const rules = [{ name: 'early', condition: { segment: 'outer' }, value: 'new' }];
    const document = (plan: string): unknown =>
      aDocument([aFlag({ rules }), aFlag({ flag: 'still' })], {
        outer: { segment: 'inner' },
        inner: { plan },
      });
    expect(flagChanges(parsed(document('gold')), parsed(document('silver')))).toEqual([
      { flag: 'm', changes: [{ subject: 'segment', kind: 'changed', name: 'inner' }] },
    ]);
  });
});

describe('changes of a flag', () => {
  it('tell its members with what they were and are', () => {
    expect(
      changes(
        { owner: 'a', description: 'x' },
        { owner: 'b', default: 'new', disabled: true, permanent: undefined, cleanup_by: '2027-01-31' },
      ),
    ).toEqual([
      { subject: 'disabled', kind: 'changed', from: false, to: true },
      { subject: 'default', kind: 'changed', from: 'old', to: 'new' },
      { subject: 'description', kind: 'removed', from: 'x' },
      { subject: 'owner', kind: 'changed', from: 'a', to: 'b' },
      { subject: 'cleanup_by', kind: 'added', to: '2027-01-31' },
      { subject: 'permanent', kind: 'removed', from: true },
    ]);
  });

  it('tell values that are killed and revived', () => {
    expect(changes({ killed: ['a', 'b'] }, { killed: ['c', 'b'] })).toEqual([
      { subject: 'killed', kind: 'added', to: 'c' },
      { subject: 'killed', kind: 'removed', from: 'a' },
    ]);
  });

  it('tell what is allowed, and when everything is or no longer is', () => {
    expect(changes({ allowed: ['old'] }, { allowed: ['old', 'new'] })).toEqual([
      { subject: 'allowed', kind: 'added', to: 'new' },
    ]);
    expect(changes({}, { allowed: ['old'] })).toEqual([{ subject: 'allowed', kind: 'added' }]);
    expect(changes({ allowed: ['old'] }, {})).toEqual([{ subject: 'allowed', kind: 'removed' }]);
  });
});

describe('changes of pins', () => {
  const pin = { condition: { customer_id: ['acme'], plan: 'gold' }, value: 'new' };
  const name = 'customer_id, plan';

  it('name attributes, never what they are compared with, nor reasons', () => {
    const other = { condition: {}, value: 'old' };
    const told = changes({ pins: [{ ...other, reason: 'acme asked' }] }, { pins: [pin, other] });
    expect(told).toEqual([
      { subject: 'pin', kind: 'added', name, to: 'new' },
      { subject: 'pinReason', kind: 'changed', name: '{}' },
    ]);
    expect(JSON.stringify(told)).not.toContain('acme');
    expect(changes({ pins: [pin] }, {})).toEqual([{ subject: 'pin', kind: 'removed', name, from: 'new' }]);
  });

  it('tell another value and another end', () => {
    expect(
      changes({ pins: [{ ...pin, until: '2027-01-31' }] }, { pins: [{ ...pin, value: 'old' }] }),
    ).toEqual([
      { subject: 'pinValue', kind: 'changed', name, from: 'new', to: 'old' },
      { subject: 'pinUntil', kind: 'removed', name, from: '2027-01-31' },
    ]);
  });

  it('tell pins of the same condition apart by their order', () => {
    const twice = [pin, { ...pin, value: 'old' }];
    expect(changes({ pins: [pin] }, { pins: twice })).toEqual([
      { subject: 'pin', kind: 'added', name, to: 'old' },
    ]);
    expect(changes({ pins: twice }, { pins: twice.toReversed() })).toHaveLength(2);
  });
});

describe('changes of rules', () => {
  it('tell a percentage before and after', () => {
    expect(changes({ rules: [aPercentage(10)] }, { rules: [aPercentage(25)] })).toEqual([
      { subject: 'percentage', kind: 'changed', name: 'canary', from: 10, to: 25 },
    ]);
  });

  it('tell a rule that is added with what it serves and to how many', () => {
    expect(changes({}, { rules: [aPercentage(10), aSplit(['old', 'new'])] })).toEqual([
      { subject: 'rule', kind: 'added', name: 'canary', to: 'new', percentage: 10 },
      { subject: 'rule', kind: 'added', name: 'compare' },
    ]);
    expect(changes({ rules: [aPercentage(10)] }, {})).toEqual([
      { subject: 'rule', kind: 'removed', name: 'canary', from: 'new', percentage: 10 },
    ]);
  });

  it('tell another condition apart from another percentage, and another value', () => {
    const rule = (members: Json): Json => ({
      name: 'r',
      condition: { plan: 'gold' },
      value: 'new',
      ...members,
    });
    const condition = { plan: 'silver', rollout_percentage: 100 };
    expect(changes({ rules: [rule({})] }, { rules: [rule({ condition, value: 'newer' })] })).toEqual([
      { subject: 'percentage', kind: 'added', name: 'r', to: 100 },
      { subject: 'condition', kind: 'changed', name: 'r' },
      { subject: 'value', kind: 'changed', name: 'r', from: 'new', to: 'newer' },
    ]);
  });

  it('tell arms and control of a split', () => {
    const split = aSplit(['old', 'new']);
    const other = { ...aSplit(['old', 'newer']), control: 'newer' };
    expect(changes({ rules: [split] }, { rules: [other] })).toEqual([
      { subject: 'split', kind: 'changed', name: 'compare' },
      { subject: 'control', kind: 'changed', name: 'compare', from: 'old', to: 'newer' },
    ]);
  });

  it('tell another order, but not of what is new', () => {
    const [first, second] = [aPercentage(10), { name: 'all', condition: {}, value: 'new' }];
    expect(changes({ rules: [first, second] }, { rules: [second, first] })).toEqual([
      { subject: 'rules', kind: 'changed' },
    ]);
    expect(changes({ rules: [first] }, { rules: [second, first] })).toMatchObject([{ kind: 'added' }]);
  });
});
