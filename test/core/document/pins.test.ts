import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFlags } from '../../../core/document/changed-flags.ts';
import { parseFlagDocumentText } from '../../../core/document/parse-flag-document.ts';
import { type NewPin, pin, unpin } from '../../../core/document/pins.ts';
import { printFlagDocument } from '../../../core/document/print-flag-document.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { context } from '../../helpers/arbitraries.ts';
import { target } from '../../helpers/document-changes.ts';
import { aDocument, aFlag, aPercentage, parsed } from '../../helpers/flag-documents.ts';

const ACME: NewPin = {
  flag: 'm',
  condition: { customer_id: ['acme'] },
  value: 'old',
  reason: 'contract',
  until: '2027-01-31',
};
const DURING = Date.UTC(2027, 0, 31, 12);
const INPUT = aDocument([
  aFlag({ allowed: ['old', 'new', 'bad'], killed: ['bad'], rules: [aPercentage(100)] }),
]);

function problemOf(input: unknown, change: Partial<NewPin>): string | undefined {
  const result = pin(parsed(input), { ...ACME, ...change });
  return result.ok ? undefined : result.problems.join();
}

describe('pin', () => {
  it('gives a document that is accepted and changes no other flag', () => {
    let changes = 0;
    fc.assert(
      fc.property(target, ({ document, flag, value }) => {
        const result = pin(document, { ...ACME, flag, value });
        if (!result.ok) return;
        changes += 1;
        const text = printFlagDocument(result.value);
        expect(parseFlagDocumentText(text)).toMatchObject({ ok: true, value: result.value });
        expect(changedFlags(document, result.value)).toEqual([flag]);
      }),
      { numRuns: 300 },
    );
    expect(changes).toBeGreaterThan(50);
  });

  it('serves its value to the units it names, whatever the rules say, until its last day is over', () => {
    fc.assert(
      fc.property(target, context, ({ document: input, flag, value }, attributes) => {
        const flags = input.flags.map((one) => ({ ...one, disabled: false, pins: [] }));
        const result = pin({ ...input, flags }, { ...ACME, flag, value });
        if (!result.ok) return;
        const unit = { ...attributes, customer_id: 'acme' };
        const decide = (now: number) => evaluate(compile(result.value), flag, unit, now);
        expect(decide(DURING)).toMatchObject({ value, rule: 'pin:0' });
        expect(decide(DURING + 86_400_000).rule).not.toBe('pin:0');
      }),
      { numRuns: 300 },
    );
  });

  it('serves its value to a customer although other pins, of more units, were there before', () => {
    fc.assert(
      fc.property(target, context, ({ document, flag, value }, attributes) => {
        const flags = document.flags.map((one) => ({ ...one, disabled: false }));
        const result = pin({ ...document, flags }, { ...ACME, flag, value });
        if (!result.ok) return;
        const decision = evaluate(
          compile(result.value),
          flag,
          { ...attributes, customer_id: 'acme' },
          DURING,
        );
        expect(decision.value).toBe(value);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a pin of several customers', { customer_id: ['globex', 'acme'] }],
    ['a pin by another attribute', { plan: 'gold' }],
    ['a pin by an operator', { customer_id: { starts_with: 'a' } }],
    ['a pin of everybody', {}],
    ['a pin of a segment', { segment: 'vip' }],
  ])('goes in front of %s, which would be served first', (_, condition) => {
    const segments = { vip: { plan: 'gold' } };
    const input = { ...aDocument([aFlag({ pins: [{ condition, value: 'new' }] })]), segments };
    const added = pin(parsed(input), ACME);
    expect(added.ok && added.value.flags[0]?.pins.map((one) => one.value)).toEqual(['old', 'new']);
  });

  it('stays behind pins of other customers', () => {
    const pins = [
      { condition: { customer_id: 'globex' }, value: 'new' },
      { condition: { customer_id: ['initech', 'hooli'], plan: 'gold' }, value: 'new' },
    ];
    const added = pin(parsed(aDocument([aFlag({ pins })])), ACME);
    expect(added.ok && added.value.flags[0]?.pins.map((one) => one.value)).toEqual(['new', 'new', 'old']);
  });

  it('goes in front when it was there and an earlier one came first', () => {
    const { flag: _flag, ...own } = ACME;
    const pins = [{ condition: { plan: 'gold' }, value: 'new' }, own];
    const moved = pin(parsed(aDocument([aFlag({ pins })])), ACME);
    expect(moved.ok && moved.value.flags[0]?.pins).toEqual([own, pins[0]]);
  });

  it('takes the place of the pin with the same condition', () => {
    const condition = { plan: 'gold', customer_id: ['acme'] };
    const pins = [
      { condition, value: 'new' },
      { condition: { plan: 'x' }, value: 'new' },
    ];
    const same = { customer_id: ['acme'], plan: 'gold' };
    const result = pin(parsed(aDocument([aFlag({ pins })])), { ...ACME, condition: same });
    const { flag: _flag, ...added } = { ...ACME, condition: same };
    expect(result.ok && result.value.flags[0]?.pins).toEqual([added, pins[1]]);
  });

  it('gives back the same document when it is so already', () => {
    const once = pin(parsed(INPUT), ACME);
    const twice = once.ok ? pin(once.value, ACME) : once;
    expect(once.ok && twice.ok && twice.value).toBe(once.ok && once.value);
  });

  it('refuses values that the flag cannot serve, and days that do not exist', () => {
    expect(problemOf(INPUT, { value: 'bad' })).toMatch(/is killed/);
    expect(problemOf(INPUT, { value: 'other' })).toMatch(/allowed is "old", "new", "bad"/);
    expect(problemOf(INPUT, { flag: 'k' })).toMatch(/there is no flag k/);
    expect(problemOf(INPUT, { until: '2027-02-29' })).toMatch(/there is no day 2027-02-29; write/);
    for (const reason of ['', 'x'.repeat(1025)])
      expect(problemOf(INPUT, { reason })).toMatch(/needs a reason/);
  });

  it('refuses conditions that a pin cannot have, without repeating what they compare with', () => {
    const percentage = { customer_id: 'acme', rollout_percentage: 10 };
    expect(problemOf(INPUT, { condition: percentage })).toMatch(/a percentage cannot stand in a pin/);
    const broken = problemOf(INPUT, { condition: { customer_id: { in: [] } } });
    expect(broken).toMatch(/^the condition of the pin: this is no list of values/);
    const unknown = problemOf(INPUT, { condition: { customer_id: 'acme', segment: 'vip' } });
    expect(unknown).toMatch(/^segment vip is not defined/);
    expect(unknown).not.toContain('acme');
  });
});

describe('unpin', () => {
  it('undoes a pin', () => {
    let pins = 0;
    fc.assert(
      fc.property(target, ({ document, flag, value }) => {
        const pinned = pin(document, { ...ACME, flag, value });
        if (!pinned.ok) return;
        pins += 1;
        const undone = unpin(pinned.value, { flag, condition: ACME.condition });
        expect(undone).toEqual({ ok: true, value: document });
      }),
      { numRuns: 200 },
    );
    expect(pins).toBeGreaterThan(50);
  });

  it('takes out every pin with the condition', () => {
    const condition = { customer_id: 'acme' };
    const pins = [1, 2].map(() => ({ condition, value: 'old' }));
    const result = unpin(parsed(aDocument([aFlag({ pins })])), { flag: 'm', condition });
    expect(result.ok && result.value.flags[0]?.pins).toEqual([]);
  });

  it('refuses where there is no such pin, without saying who is pinned', () => {
    const pins = [
      { condition: { customer_id: ['acme'] }, value: 'old' },
      { condition: { customer_id: ['globex'], plan: 'gold' }, value: 'old' },
    ];
    const document = parsed(aDocument([aFlag({ pins }), { ...aFlag(), flag: 'n' }]));
    const problem = (flag: string, condition: NewPin['condition']) => {
      const result = unpin(document, { flag, condition });
      return result.ok ? '' : result.problems.join();
    };
    expect(problem('m', { customer_id: ['initech'] })).toMatch(
      /no pin with this condition \(customer_id\); it has 2, by "customer_id", "customer_id and plan"/,
    );
    expect(problem('n', {})).toMatch(/no pin with this condition \(nothing\); it has none/);
    expect(problem('k', {})).toMatch(/there is no flag k/);
    expect(problem('m', { customer_id: ['initech'] })).not.toMatch(/initech|acme|globex/);
  });
});
