import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagDocument } from '../../../core/document/flag-document.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import type { EvaluationContext } from '../../../core/evaluation/decision.ts';
import { evaluate, evaluateControl } from '../../../core/evaluation/evaluate.ts';
import { anything, context, mutatedDocument, validDocument } from '../../helpers/arbitraries.ts';
import { aFlag, aPercentage, compiled, errorsOf, parsed } from '../../helpers/flag-documents.ts';

const MOMENT = fc.oneof(
  fc.integer({ min: 0, max: 4e12 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
);
const UNIT = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), fc.integer());
const REASONS = new Set(['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'SPLIT', 'DISABLED']);

/** Everything a flag can serve. */
function valuesOf(document: FlagDocument, name: string): ReadonlySet<unknown> {
  const flag = document.flags.find((one) => one.flag === name);
  const served = flag?.rules.flatMap((rule) =>
    'split' in rule ? rule.split.map(({ value }) => value) : [rule.value],
  );
  const values = [flag?.default, ...(flag?.pins.map(({ value }) => value) ?? []), ...(served ?? [])];
  return new Set(values.filter((value) => value !== undefined && !flag?.killed.includes(value)));
}

describe('evaluate', () => {
  it('serves every unit one of the values that are not killed, with a reason', () => {
    fc.assert(
      fc.property(validDocument, context, MOMENT, (input, unit, now) => {
        const document = parsed(input);
        for (const { flag } of document.flags) {
          const decision = evaluate(compile(document), flag, unit, now);
          expect(valuesOf(document, flag)).toContain(decision.value);
          expect(decision.variant).toBe(String(decision.value));
          expect(REASONS).toContain(decision.reason);
          expect(decision.bucket === undefined).toBe(decision.role === undefined);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever documents were mutated into and callers pass', () => {
    fc.assert(
      fc.property(mutatedDocument, anything, fc.string(), ({ mutated }, unit, name) => {
        fc.pre(errorsOf(mutated).length === 0);
        const document = parsed(mutated);
        for (const flag of [name, ...document.flags.map((one) => one.flag)]) {
          expect(evaluate(compile(document), flag, unit as EvaluationContext, 0).flag).toBe(flag);
          expect(evaluateControl(compile(document), flag, unit as EvaluationContext, 0).flag).toBe(flag);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('decides the same for the same unit, however often and from whichever copy of the document', () => {
    fc.assert(
      fc.property(validDocument, context, (input, unit) => {
        const [one, other] = [compiled(input), compiled(structuredClone(input))];
        for (const flag of one.flags.keys()) {
          const decision = evaluate(one, flag, unit, 0);
          expect(evaluate(one, flag, { ...unit }, 0)).toEqual(decision);
          expect(evaluate(other, flag, unit, 0)).toEqual(decision);
        }
      }),
    );
  });

  it('moves nobody out when a percentage grows', () => {
    const steps = fc.integer({ min: 0, max: 100_000 });
    let inside = 0;
    fc.assert(
      fc.property(
        UNIT,
        fc.tuple(steps, steps),
        fc.option(fc.string({ minLength: 1 })),
        (user_id, ends, salt) => {
          const [small, large] = ends.toSorted((left, right) => left - right);
          const isIn = (end = 0): boolean => {
            const rules = [aPercentage(end / 1000, salt === null ? {} : { salt })];
            return evaluate(compiled(aFlag({ rules })), 'm', { user_id }, 0).value === 'new';
          };
          if (!isIn(small)) return;
          inside += 1;
          expect(isIn(large)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    expect(inside).toBeGreaterThan(10);
  });

  it('keeps the place of a unit when other rules, conditions and shares change', () => {
    fc.assert(
      fc.property(UNIT, fc.integer({ min: 1, max: 99_999 }), (user_id, steps) => {
        const unit = { user_id, plan: 'gold' };
        const staff = { name: 'staff', condition: { plan: 'staff' }, value: 'x' };
        const bucketIn = (...rules: readonly unknown[]) =>
          evaluate(compiled(aFlag({ rules })), 'm', unit, 0).bucket;
        const alone = bucketIn(aPercentage(50));
        expect(alone).toBeTypeOf('number');
        expect(bucketIn(staff, aPercentage(steps / 1000, { plan: 'gold' }))).toBe(alone);
      }),
    );
  });
});

describe('evaluateControl', () => {
  it('never serves the candidate of the gate that made the unit a candidate', () => {
    let candidates = 0;
    fc.assert(
      fc.property(validDocument, context, (input, unit) => {
        const document = parsed(input);
        for (const { flag, rules } of document.flags) {
          const decision = evaluate(compile(document), flag, unit, 0);
          if (decision.role !== 'candidate') continue;
          candidates += 1;
          const gate = rules.find(({ name }) => name === decision.rule);
          const control = evaluateControl(compile(document), flag, unit, 0);
          if (gate && 'split' in gate)
            expect(control).toMatchObject({ rule: gate.name, value: gate.control });
          else expect(control.rule).not.toBe(decision.rule);
        }
      }),
      { numRuns: 1500 },
    );
    expect(candidates).toBeGreaterThan(10);
  });

  it('gives nobody the role of a candidate, and serves whoever meets no gate the same', () => {
    fc.assert(
      fc.property(validDocument, context, (input, unit) => {
        const flags = compiled(input);
        for (const [name, { steps }] of flags.flags) {
          const control = evaluateControl(flags, name, unit, 0);
          expect(control.role).not.toBe('candidate');
          const hasGate = steps.some((step) => step.kind === 'bucket' && step.isGate);
          if (!hasGate) expect(control).toEqual(evaluate(flags, name, unit, 0));
        }
      }),
      { numRuns: 300 },
    );
  });
});
