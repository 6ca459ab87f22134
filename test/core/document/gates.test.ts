import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlsOf, isGate } from '../../../core/document/gates.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';

const VALUES = ['old', 'new', 'basis', 'other', 'third'];

function controls(rules: readonly object[], more: object = {}) {
  return parsed(aDocument([aFlag({ rules, ...more })])).flags.map(controlsOf)[0];
}

const pro = { plan: 'pro' };
const served = fc
  .record({
    name: fc.constant('any'),
    condition: fc.constantFrom({}, pro),
    value: fc.constantFrom(...VALUES),
  })
  .map((rule) => ({ ...rule, name: `to_${rule.value}` }));
const gate = fc.constantFrom(
  aPercentage(50),
  aPercentage(30, { ...pro, salt: 'else' }),
  aSplit(['basis', 'new']),
  aSplit(['basis', 'new'], pro),
);
const killed = fc.subarray(VALUES.slice(1));
const documents = fc
  .tuple(fc.array(fc.oneof(served, gate), { maxLength: 5 }), killed)
  .map(([rules, list]) =>
    parsed(
      aDocument([aFlag({ rules: rules.map((rule, at) => ({ ...rule, name: `r${at}` })), killed: list })]),
    ),
  );

describe('what the control side may be served', () => {
  it('is what a split compares with', () => {
    expect(controls([aSplit(['basis', 'new']), { name: 'all', condition: {}, value: 'other' }])).toEqual([
      'basis',
    ]);
  });

  it('is the default and what rules after a percentage serve, without what is killed', () => {
    const [before, after] = [{ name: 'a', condition: pro, value: 'other' }, aSplit(['basis', 'third'], pro)];
    const rules = [before, aPercentage(10), { name: 'b', condition: pro, value: 'basis' }];
    expect(controls(rules)).toEqual(['old', 'basis']);
    expect(controls([aPercentage(10), after], { killed: ['basis'] })).toEqual(['old', 'third']);
  });

  it('is nothing where nothing is compared', () => {
    expect(controls([aPercentage(100)])).toEqual([]);
  });

  it('has whatever anybody is served who is on that side', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.constantFrom('pro', 'free'), (document, user, plan) => {
        const [flag] = document.flags;
        const decision = evaluate(compile(document), 'm', { user_id: `u${user}`, plan }, 0);
        if (!flag?.rules.some((rule) => isGate(flag, rule)) || !('role' in decision)) return;
        if (decision.role === 'control') expect(controlsOf(flag)).toContain(decision.value);
      }),
      { numRuns: 1000 },
    );
  });
});
