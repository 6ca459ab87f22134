import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGuard } from '../../core/guard/parse-guard.ts';
import type { OutcomesProps } from '../../core/outcomes/parse-outcomes.ts';
import { requireOutcomes, withOutcomes } from '../../lib/outcomes-config.ts';

const DECLARED: OutcomesProps = {
  task_completed: { direction: 'up' },
  escalated: { direction: 'down', tolerance: 1.05 },
};

const ERRORS = { metric: 'errors', tolerance: 1.1 };

function guarded(...guardrails: readonly object[]) {
  return withOutcomes({ guardrails: guardrails as (typeof ERRORS)[] }, requireOutcomes(DECLARED)).guardrails;
}

describe('a guard of declared outcomes', () => {
  it('has a guardrail for each, which fires on the way that is not declared to be better', () => {
    expect(guarded(ERRORS)).toEqual([
      ERRORS,
      { metric: 'outcome:task_completed', direction: 'down', tolerance: 0.97 },
      { metric: 'outcome:escalated', direction: 'up', tolerance: 1.05 },
    ]);
  });

  it('leaves a guardrail alone that is written already', () => {
    const own = { metric: 'outcome:escalated', direction: 'up', tolerance: 1.5, weight: 3 };
    expect(guarded(own)).toEqual([own, expect.objectContaining({ metric: 'outcome:task_completed' })]);
  });

  it('is refused for a guardrail on what is not declared', () => {
    const typo = { metric: 'outcome:task_complete', direction: 'down', tolerance: 0.97 };
    expect(() => guarded(typo)).toThrow(
      'guard has a guardrail on outcome:task_complete, but declared are task_completed, escalated: declare task_complete in outcomes too',
    );
  });

  it('is refused for taking for worse what is declared to be better', () => {
    const turned = { metric: 'outcome:task_completed', direction: 'up', tolerance: 1.1 };
    expect(() => guarded(turned)).toThrow(/takes task_completed for worse when it goes up, but outcomes/);
  });

  it('is understood by the guard, whatever is declared', () => {
    const outcome = fc.oneof(
      fc.record({
        direction: fc.constant('up' as const),
        tolerance: fc.double({ min: 0.01, max: 1, noNaN: true }),
      }),
      fc.record({
        direction: fc.constant('down' as const),
        tolerance: fc.double({ min: 1, max: 100, noNaN: true }),
      }),
    );
    const names = fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/);
    fc.assert(
      fc.property(fc.dictionary(names, outcome, { minKeys: 1, maxKeys: 11 }), (declared) => {
        const guard = withOutcomes({ guardrails: [ERRORS] }, requireOutcomes(declared));
        expect(parseGuard(guard)).toMatchObject({ ok: true });
      }),
    );
  });
});

describe('declared outcomes', () => {
  it('are refused with all that is wrong, one line each', () => {
    const wrong = { '1st': { direction: 'up' }, b: { direction: 'sideways' } } as unknown as OutcomesProps;
    expect(() => requireOutcomes(wrong)).toThrow(/outcomes\["1st"\] is no name.*\n.*direction/s);
  });
});
