import { describe, expect, it } from 'vitest';
import { OPERATORS } from '../../../core/document/operators.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { aDocument, aFlag, compiled } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

type Json = Readonly<Record<string, unknown>>;

interface OperatorCase {
  readonly description: string;
  readonly condition: Json;
  readonly context: Json;
  readonly segments?: Json;
  readonly holds: boolean;
}

const { cases } = specFile<{ cases: readonly OperatorCase[] }>('03-operators');

function holds(condition: Json, context: Json, segments: Json = {}): boolean {
  const flag = aFlag({ rules: [{ name: 'r', condition, value: 'new' }] });
  return evaluate(compiled(aDocument([flag], segments)), 'm', context, 0).value === 'new';
}

describe('a condition', () => {
  it.each(cases)('$description', (one) => {
    expect(holds(one.condition, one.context, one.segments)).toBe(one.holds);
  });

  it('is tried out with every operator on a unit that matches and one that does not', () => {
    for (const operator of Object.keys(OPERATORS)) {
      const text = `"${operator}":`;
      const outcomes = cases
        .filter(({ condition }) => JSON.stringify(condition).includes(text))
        .map((one) => one.holds);
      expect(new Set(outcomes), operator).toEqual(new Set([true, false]));
    }
  });

  it('finds nothing in a text that is longer than patterns are searched in', () => {
    const condition = { text: { matches: 'a' } };
    expect(holds(condition, { text: 'a'.repeat(4096) })).toBe(true);
    expect(holds(condition, { text: 'a'.repeat(4097) })).toBe(false);
  });

  it('compares with a number that is no number as with a missing one', () => {
    expect(holds({ n: { gte: 0 } }, { n: Number.NaN })).toBe(false);
    expect(holds({ n: { lte: 0 } }, { n: Number.NaN })).toBe(false);
    expect(holds({ n: { not: 0 } }, { n: Number.NaN })).toBe(true);
  });
});
