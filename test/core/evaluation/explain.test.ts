import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS } from '../../../core/evaluation/bucket.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import type { EvaluationContext } from '../../../core/evaluation/decision.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { type Explanation, explain } from '../../../core/evaluation/explain.ts';
import type { ConditionEntry } from '../../../core/evaluation/explain-condition.ts';
import { context, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';

const MOMENT = fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.constant(Number.NaN));
const NEW_YEAR = Date.parse('2027-01-01T00:00:00Z');

function explained(flag: unknown, unit: EvaluationContext, nowMs = NEW_YEAR): Explanation {
  return explain(parsed(flag), 'm', unit, nowMs);
}

function outcomes({ steps }: Explanation): Readonly<Record<string, string>> {
  return Object.fromEntries(steps.map(({ rule, outcome }) => [rule, outcome]));
}

/** The only test of the only rule. */
function onlyEntry(condition: unknown, unit: EvaluationContext): ConditionEntry | undefined {
  return explained(aFlag({ rules: [{ condition, value: 'new' }] }), unit).steps[0]?.entries[0];
}

/** Explanations of every flag of arbitrary documents, for arbitrary units. */
function forEveryFlag(
  check: (explanation: Explanation, expected: ReturnType<typeof evaluate>) => void,
): void {
  fc.assert(
    fc.property(validDocument, context, MOMENT, (input, unit, now) => {
      const document = parsed(input);
      for (const { flag } of document.flags) {
        check(explain(document, flag, unit, now), evaluate(compile(document), flag, unit, now));
      }
    }),
    { numRuns: 400 },
  );
}

describe('an explanation', () => {
  it('decides as evaluation does', () => {
    forEveryFlag(({ decision }, expected) => expect(decision).toEqual(expected));
  });

  it('has one step that serves, the one that the decision names, or else the default served', () => {
    forEveryFlag(({ decision, steps }) => {
      const served = steps.filter(({ outcome }) => outcome === 'served');
      expect(served.map(({ rule }) => rule)).toEqual(decision.rule === undefined ? [] : [decision.rule]);
    });
  });

  it('reaches nothing behind the step that serves, and everything before it', () => {
    forEveryFlag(({ decision, steps }) => {
      const at = steps.findIndex(({ outcome }) => outcome === 'served');
      const reached = decision.reason === 'DISABLED' ? 0 : at < 0 ? steps.length : at + 1;
      expect(steps.map(({ outcome }) => outcome !== 'not-reached')).toEqual(
        steps.map((_, index) => index < reached),
      );
    });
  });

  it('lets a step pass only where its tests hold, and stop where one does not', () => {
    forEveryFlag(({ steps }) => {
      for (const { outcome, entries } of steps) {
        const isMet = entries.every(({ holds }) => holds);
        expect(isMet, outcome).toBe(outcome !== 'unmet');
      }
    });
  });

  it('says at which gate and in which bucket the role was given', () => {
    forEveryFlag(({ decision, gate, steps }) => {
      expect(gate === undefined).toBe(decision.role === undefined);
      const step = steps.find(({ rule }) => rule === gate);
      if (step?.placement?.reachedFrom === undefined) return;
      expect(step.placement.place).toBe(decision.bucket);
      expect(step.outcome).toBe(decision.role === 'candidate' ? 'served' : 'outside');
    });
  });

  it('says when a unit lacked what is counted exactly where the decision does', () => {
    forEveryFlag(({ decision, steps }) => {
      const lacks = steps.some(({ outcome }) => outcome === 'unbucketed');
      expect('errorCode' in decision).toBe(lacks);
    });
  });

  it('holds none of the values of the unit', () => {
    const secret = 'ann@example.com';
    fc.assert(
      fc.property(
        validDocument,
        fc.dictionary(fc.constantFrom('plan', 'country', 'user_id'), fc.constant(secret)),
        (input, unit) => {
          // The document of an arbitrary flag may serve the very same text.
          fc.pre(!JSON.stringify(input).includes(secret));
          const document = parsed(input);
          const all = document.flags.map(({ flag }) => explain(document, flag, unit, NEW_YEAR));
          expect(JSON.stringify(all)).not.toContain(secret);
        },
      ),
    );
  });

  it('of a flag that does not exist has no steps', () => {
    const explanation = explain(parsed(aFlag()), 'other', {}, NEW_YEAR);
    expect(explanation).toMatchObject({ decision: { errorCode: 'FLAG_NOT_FOUND' }, steps: [] });
  });
});

describe('the percentage that reaches a unit', () => {
  it('is the smallest at which the unit is in', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (user_id) => {
        const at = (percentage: number): Explanation =>
          explained(aFlag({ rules: [aPercentage(percentage)] }), { user_id });
        const reachedFrom = at(10).steps[0]?.placement?.reachedFrom ?? Number.NaN;
        expect(at(reachedFrom).decision.value).toBe('new');
        const below = Math.round(reachedFrom * 1000 - 1) / 1000;
        expect(at(below).decision.value).toBe('old');
      }),
    );
  });
});

describe('a step', () => {
  it('of a killed value is passed over', () => {
    const flag = aFlag({
      killed: ['new'],
      pins: [{ condition: {}, value: 'new' }],
      rules: [{ name: 'all', condition: {}, value: 'new' }],
    });
    expect(outcomes(explained(flag, {}))).toEqual({ 'pin:0': 'killed', all: 'killed' });
  });

  it('of a pin whose last day is over has ended', () => {
    const flag = aFlag({ pins: [{ condition: { customer_id: 'acme' }, value: 'new', until: '2026-12-31' }] });
    const unit = { customer_id: 'acme' };
    expect(explained(flag, unit).steps).toMatchObject([{ outcome: 'ended', until: '2026-12-31' }]);
    expect(outcomes(explained(flag, unit, NEW_YEAR - 1))).toEqual({ 'pin:0': 'served' });
    expect(outcomes(explained(flag, { customer_id: 'other' }))).toEqual({ 'pin:0': 'unmet' });
  });

  it('outside the percentage tells the bucket and the first one that is out', () => {
    const { steps, decision } = explained(aFlag({ rules: [aPercentage(0.001)] }), { user_id: 'u-1' });
    expect(steps[0]).toMatchObject({ outcome: 'outside', bucketBy: 'user_id' });
    expect(steps[0]?.placement).toMatchObject({ place: decision.bucket, parts: BUCKETS, from: 0, end: 1 });
  });

  it('that counts what the unit lacks says which attribute that is', () => {
    const flag = aFlag({ rules: [aPercentage(100, { bucket_by: 'customer_id' })] });
    expect(explained(flag, { user_id: 'u-1' }).steps).toMatchObject([
      { outcome: 'unbucketed', bucketBy: 'customer_id' },
    ]);
  });

  it('that splits tells the arm by its places', () => {
    const flag = aFlag({ rules: [aSplit(['old', 'new', 'newer'])] });
    const units = Array.from({ length: 30 }, (_, at) => explained(flag, { user_id: `u-${at}` }));
    const found = units.map(({ decision, steps: [step] }) => [decision.value, step?.placement]);
    for (const [place, value] of ['old', 'new', 'newer'].entries()) {
      expect(found).toContainEqual([value, { place, parts: 3, from: place, end: place + 1 }]);
    }
  });

  it('that splits passes over the units of a killed arm, which are in no comparison', () => {
    const flag = aFlag({ killed: ['new'], rules: [aSplit(['old', 'new', 'newer'])] });
    const units = Array.from({ length: 30 }, (_, at) => explained(flag, { user_id: `u-${at}` }));
    const killed = units.filter(({ steps: [step] }) => step?.outcome === 'killed');
    expect(killed.length).toBeGreaterThan(0);
    for (const { gate, steps } of killed) {
      expect(gate).toBeUndefined();
      expect(steps[0]?.placement).toMatchObject({ place: 1, from: 1, end: 2 });
    }
  });
});

describe('a test of a condition', () => {
  it.each<[string, unknown, string]>([
    ['a value', 'gold', 'equals'],
    ['a list', ['gold'], 'in'],
    ['an operator', { starts_with: 'go' }, 'starts_with'],
  ])('names attribute and operator: %s', (_, test, operator) => {
    const entry = { attribute: 'plan', operator, isMissing: false };
    expect(onlyEntry({ plan: test }, { plan: 'gold' })).toEqual({ ...entry, holds: true });
    expect(onlyEntry({ plan: test }, { plan: 'silver' })).toEqual({ ...entry, holds: false });
  });

  it('says that the unit lacks the attribute', () => {
    expect(onlyEntry({ plan: 'gold' }, {})).toMatchObject({ holds: false, isMissing: true });
    expect(onlyEntry({ plan: { not: 'gold' } }, {})).toMatchObject({ holds: true, isMissing: true });
  });

  it('tells which of several operators holds', () => {
    const flag = aFlag({ rules: [{ condition: { age: { gte: 18, lt: 65 } }, value: 'new' }] });
    expect(explained(flag, { age: 70 }).steps[0]?.entries).toMatchObject([
      { operator: 'gte', holds: true },
      { operator: 'lt', holds: false },
    ]);
  });

  it('tells which segment holds, and why another does not', () => {
    const rules = [{ condition: { segment: ['staff', 'early'] }, value: 'new' }];
    const segments = { staff: { plan: 'staff' }, early: { segment: { not_in: ['staff'] }, opted_in: true } };
    const input = aDocument([aFlag({ rules })], segments);
    const entry = explained(input, { opted_in: true }).steps[0]?.entries[0];
    expect(entry).toMatchObject({ attribute: 'segment', operator: 'in', holds: true });
    expect(entry).toMatchObject({
      segments: [
        { segment: 'staff', holds: false, entries: [{ attribute: 'plan', isMissing: true }] },
        { segment: 'early', holds: true, entries: [{ operator: 'not_in' }, { attribute: 'opted_in' }] },
      ],
    });
  });
});
