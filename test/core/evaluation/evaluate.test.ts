import { describe, expect, it } from 'vitest';
import type { EvaluationContext } from '../../../core/evaluation/decision.ts';
import { evaluate, evaluateControl } from '../../../core/evaluation/evaluate.ts';
import { aDocument, aFlag, aPercentage, aSplit, compiled } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

type Json = Readonly<Record<string, unknown>>;

interface PrecedenceCase {
  readonly description: string;
  readonly document: Json;
  readonly context: EvaluationContext;
  readonly now: string;
  readonly expected: Json;
}

interface RoleCase extends Omit<PrecedenceCase, 'now'> {
  readonly controlValue: unknown;
}

describe('evaluate', () => {
  it.each(specFile<{ cases: readonly PrecedenceCase[] }>('04-precedence').cases)(
    '$description',
    ({ document, context, now, expected }) => {
      const decision = evaluate(compiled(document), 'm', context, Date.parse(now));
      expect(decision).toEqual({ flag: 'm', variant: String(expected.value), ...expected });
    },
  );

  it.each(specFile<{ cases: readonly RoleCase[] }>('05-roles').cases)(
    '$description',
    ({ document, context, expected, controlValue }) => {
      const flags = compiled(document);
      const decision = evaluate(flags, 'm', context, 0);
      expect(decision).toMatchObject(expected);
      expect([decision.role, decision.rule]).toEqual([expected.role, expected.rule]);
      expect(decision.bucket !== undefined).toBe(expected.role !== undefined);
      expect(evaluateControl(flags, 'm', context, 0).value).toBe(controlValue);
    },
  );

  it('answers for a flag that does not exist with an error and no value', () => {
    const flags = compiled(aFlag());
    for (const name of ['other', '', 'constructor', '__proto__', 'hasOwnProperty']) {
      expect(evaluate(flags, name, {}, 0)).toEqual({
        flag: name,
        value: undefined,
        variant: undefined,
        reason: 'ERROR',
        errorCode: 'FLAG_NOT_FOUND',
      });
    }
  });

  it('answers a context that is no object with an error and no value', () => {
    const flags = compiled(aFlag());
    for (const context of [undefined, null, 'user', 7, true, () => ({})]) {
      const decision = evaluate(flags, 'm', context as unknown as EvaluationContext, 0);
      expect(decision).toMatchObject({ value: undefined, reason: 'ERROR', errorCode: 'INVALID_CONTEXT' });
    }
  });

  it('hands out decisions that nobody can change for the next caller', () => {
    const decision = evaluate(compiled(aFlag()), 'm', {}, 0);
    expect(() => Object.assign(decision, { value: 'hacked' })).toThrow(TypeError);
  });

  it('reads no attribute of one unit for another', () => {
    const flags = compiled(aDocument([aFlag({ rules: [aSplit(['a', 'b'])] })]));
    const first = evaluate(flags, 'm', { user_id: 'user-0' }, 0);
    evaluate(flags, 'm', { user_id: 'user-1' }, 0);
    expect(evaluate(flags, 'm', { user_id: 'user-0' }, 0)).toEqual(first);
  });

  it('treats a pin whose end is compared with no moment as over', () => {
    const pins = [{ condition: {}, value: 'pinned', until: '2027-01-31' }];
    expect(evaluate(compiled(aFlag({ pins })), 'm', {}, Number.NaN).value).toBe('old');
  });

  it('keeps role and bucket beside the note that another percentage found no unit', () => {
    const rules = [
      { name: 'all', condition: { rollout_percentage: 100, bucket_by: 'customer_id' }, value: 'new' },
      aPercentage(50),
    ];
    const decision = evaluate(compiled(aFlag({ rules })), 'm', { user_id: 'u' }, 0);
    expect(decision).toMatchObject({ errorCode: 'TARGETING_KEY_MISSING', role: expect.any(String) });
    expect(decision.bucket).toBeTypeOf('number');
  });
});
