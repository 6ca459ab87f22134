import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConditionBuilder } from '../../../../cli/convert/expression/condition-builder.ts';
import {
  allOf,
  anyOf,
  EVERYBODY,
  type Expression,
  expressionOf,
  NOBODY,
  notOf,
  testOf,
} from '../../../../cli/convert/expression/expression.ts';
import type { Condition, FlagDocument } from '../../../../core/document/flag-document.ts';
import { compile } from '../../../../core/evaluation/compile.ts';
import { evaluate } from '../../../../core/evaluation/evaluate.ts';
import { BUCKETING } from '../../../../core/evaluation/predicate.ts';
import { context, wholeDocument } from '../../../helpers/arbitraries.ts';
import { aDocument, aFlag, compiled, parsed } from '../../../helpers/flag-documents.ts';

type Context = Readonly<Record<string, unknown>>;

const TEST = fc.oneof(
  fc
    .constantFrom('plan', 'country')
    .chain((attribute) =>
      fc
        .constantFrom<object[]>(
          { in: ['a', 1] },
          { in: [true] },
          { starts_with: 'a' },
          { exists: true },
          { gte: 1 },
        )
        .map((test) => testOf(attribute, test)),
    ),
);
const EXPRESSION: Arbitrary<Expression> = fc.letrec<{ whole: Expression }>((tie) => ({
  whole: fc.oneof(
    { depthSize: 'small' },
    TEST,
    fc.constantFrom<Expression[]>(EVERYBODY, NOBODY),
    tie('whole').map(notOf),
    fc.array(tie('whole'), { maxLength: 3 }).map(allOf),
    fc.array(tie('whole'), { maxLength: 3 }).map(anyOf),
  ),
})).whole;
const UNIT = fc.dictionary(
  fc.constantFrom('plan', 'country'),
  fc.constantFrom<unknown[]>('a', 'b', 1, 0, true, null),
);

function holds(expression: Expression, unit: Context): boolean {
  if (expression.kind === 'not') return !holds(expression.of, unit);
  if (expression.kind === 'all') return expression.of.every((part) => holds(part, unit));
  if (expression.kind === 'any') return expression.of.some((part) => holds(part, unit));
  if (expression.kind === 'segment') throw new Error('no segments here');
  return serves({ [expression.attribute]: expression.test }, {}, unit);
}

function serves(condition: object, segments: Readonly<Record<string, unknown>>, unit: Context): boolean {
  const document = compiled(aDocument([aFlag({ rules: [{ condition, value: 'new' }] })], segments));
  return evaluate(document, 'm', unit, 0).value === 'new';
}

/** The same document, every condition taken apart and put together again. */
function rebuilt(document: FlagDocument): FlagDocument {
  const builder = new ConditionBuilder();
  for (const [name, condition] of Object.entries(document.segments))
    builder.define(name, expressionOf(condition));
  const anew = <Step extends { readonly condition: Condition }>(step: Step): Step => ({
    ...step,
    condition: {
      ...Object.fromEntries(Object.entries(step.condition).filter(([key]) => BUCKETING.has(key))),
      ...builder.conditionOf(expressionOf(step.condition)),
    },
  });
  const flags = document.flags.map((flag) => ({
    ...flag,
    pins: flag.pins.map(anew),
    rules: flag.rules.map(anew),
  }));
  return { version: 1, segments: builder.segments, flags };
}

describe('conditions put together', () => {
  it('hold for exactly the units of the expression', () => {
    fc.assert(
      fc.property(EXPRESSION, fc.array(UNIT, { minLength: 6, maxLength: 6 }), (expression, units) => {
        const builder = new ConditionBuilder();
        const condition = builder.conditionOf(expression);
        for (const unit of units)
          expect(serves(condition, builder.segments, unit)).toBe(holds(expression, unit));
      }),
    );
  });

  it('serve everybody as before they were taken apart', () => {
    fc.assert(
      fc.property(wholeDocument, fc.array(context, { minLength: 4, maxLength: 4 }), (input, contexts) => {
        const document = parsed(input);
        const [before, after] = [compile(document), compile(rebuilt(document))];
        for (const { flag } of document.flags) {
          for (const unit of contexts)
            expect(evaluate(after, flag, unit, 0)).toEqual(evaluate(before, flag, unit, 0));
        }
      }),
    );
  });

  it('need one segment for the same part, however often it occurs', () => {
    const builder = new ConditionBuilder();
    const part = anyOf([testOf('plan', { gte: 1 }), testOf('country', { in: ['a'] })]);
    const twice = [part, part].map((one) => builder.conditionOf(notOf(one)));
    expect(twice[0]).toEqual(twice[1]);
    expect(Object.keys(builder.segments)).toEqual(['part-1', 'part-2']);
  });

  it('give no part the name of a segment that is defined', () => {
    const builder = new ConditionBuilder();
    builder.define('part-1', testOf('plan', { in: ['a'] }));
    const either = anyOf([testOf('plan', { gte: 1 }), testOf('country', { in: ['a'] })]);
    expect(builder.conditionOf(either)).toEqual({ segment: ['part-2', 'part-3'] });
    expect(builder.segments['part-1']).toEqual({ plan: 'a' });
  });
});
