import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validationError } from '../../../local/cloudwatch/errors.ts';
import { parseMathExpression } from '../../../local/cloudwatch/math-expression.ts';
import { evaluateMath } from '../../../local/cloudwatch/metric-math.ts';
import { MINUTE } from './builders.ts';

/** `_` is a missing datapoint. */
const _ = undefined;
type Points = readonly (number | undefined)[];

function calculate(
  expression: string,
  series: Readonly<Record<string, Points>>,
  periods: object = {},
): Points {
  const periodOf = new Map<string, number>(Object.entries(periods));
  const read = (id: string) => {
    const points = series[id];
    if (points === undefined) throw validationError(`unknown ${id}`);
    return { periodMs: periodOf.get(id) ?? MINUTE, points };
  };
  const scope = {
    series: read,
    metrics: (contains: string) =>
      Object.keys(series)
        .filter((id) => id.includes(contains))
        .map(read),
  };
  return evaluateMath(parseMathExpression(expression), scope).points;
}

const m = { m1: [6, _, 2, _, 0], m2: [3, 4, _, _, 0] };

// BEHAVIOUR C11 to C13
describe('arithmetic', () => {
  it.each<[string, Points]>([
    ['m1 + m2', [9, 4, 2, _, 0]],
    ['m1 - m2', [3, -4, 2, _, 0]],
    ['m1 * m2', [18, 0, 0, _, 0]],
    ['2 * m1 + 1', [13, _, 5, _, 1]],
    ['-m1', [-6, _, -2, _, 0]],
    ['1 - m1', [-5, _, -1, _, 1]],
    ['m1 ^ 2', [36, _, 4, _, 0]],
    ['2 * m1 ^ 2', [72, _, 8, _, 0]],
    ['(m1 + m2) * 10', [90, 40, 20, _, 0]],
    ['100 * (m1 / 4)', [150, _, 50, _, 0]],
  ])('%s counts a datapoint missing on one side as nought', (expression, expected) => {
    expect(calculate(expression, m)).toEqual(expected);
  });

  it('drops a datapoint that divides by nought or by a missing one', () => {
    expect(calculate('m1 / m2', m)).toEqual([2, 0, _, _, _]);
  });

  it('is elementwise for an array and one series or number', () => {
    expect(calculate('SUM([m1, m2] / 2)', m)).toEqual([4.5, 2, 1, _, 0]);
    expect(calculate('SUM(10 - METRICS())', m)).toEqual([11, 6, 8, _, 20]);
    expect(calculate('MAX(m1 - [m2, m2])', m)).toEqual([3, -4, 2, _, 0]);
    expect(calculate('MAX([m2, m2] - m1)', m)).toEqual([-3, 4, -2, _, 0]);
  });
});

describe('comparison and logic', () => {
  // The first three rows are the example of CloudWatch's user guide.
  const guide = { metric1: [30, 20, 0, 0], metric2: [20, _, 20, _] };
  it.each<[string, Points]>([
    ['metric1 < metric2', [0, 0, 1, 0]],
    ['metric1 >= 30', [1, 0, 0, 0]],
    ['metric1 > 15 AND metric2 > 15', [1, 0, 0, 0]],
    ['metric1 > 15 && metric2 > 15', [1, 0, 0, 0]],
    ['metric1 > 15 OR metric2 > 15', [1, 1, 1, 0]],
    ['metric1 > 15 || metric2 > 15', [1, 1, 1, 0]],
    ['metric2 > 15', [1, _, 1, _]],
    ['metric1 == 0', [0, 0, 1, 1]],
    ['metric1 != 0', [1, 1, 0, 0]],
    ['metric1 <= 20', [0, 1, 1, 1]],
    ['metric1 == 30 OR metric1 == 20 AND metric2 == 7', [1, 0, 0, 0]],
  ])('%s', (expression, expected) => {
    expect(calculate(expression, guide)).toEqual(expected);
  });
});

// BEHAVIOUR C14
describe('IF', () => {
  // The examples of CloudWatch's user guide.
  const guide = { c: [1, 1, 0, 0, _], m2: [30, _, 0, 0, 30], m3: [0, 0, 20, _, 20] };
  it.each<[string, Points]>([
    ['IF(c, m2, m3)', [30, 0, 20, _, _]],
    ['IF(c, 5, m3)', [5, 5, 20, _, _]],
    ['IF(c, m2, 5)', [30, 0, 5, 5, _]],
    ['IF(c, m2)', [30, 0, _, _, _]],
    ['IF(c > 0, 10, 2)', [10, 10, 2, 2, _]],
    ['IF(-1, m2, m3)', [30, _, 0, 0, 30]],
    ['IF(0, m2, m3)', [0, 0, 20, _, 20]],
    ['IF(0, m2)', [_, _, _, _, _]],
    ['m3 + IF(1, 2, 3)', [2, 2, 22, _, 22]],
  ])('%s', (expression, expected) => {
    expect(calculate(expression, guide)).toEqual(expected);
  });
});

// BEHAVIOUR C13, C15
describe('functions', () => {
  it.each<[string, Points]>([
    ['FILL(m1, 9)', [6, 9, 2, 9, 0]],
    ['FILL(m1, 3 * 3)', [6, 9, 2, 9, 0]],
    ['FILL(m2, REPEAT)', [3, 4, 4, 4, 0]],
    ['SUM(FILL([m1, m2], 1))', [9, 5, 3, 2, 0]],
    ['SUM([m1, m2])', [9, 4, 2, _, 0]],
    ['AVG([m1, m2])', [4.5, 2, 1, _, 0]],
    ['MIN([m1, m2])', [3, 4, 2, _, 0]],
    ['MAX(METRICS("m"))', [6, 4, 2, _, 0]],
    ['SUM([METRICS("1"), m2])', [9, 4, 2, _, 0]],
    ['ABS(m2 - m1)', [3, 4, 2, _, 0]],
    ['ABS(-1) * m1', [6, _, 2, _, 0]],
    ['SUM(ABS([m1, m2]))', [9, 4, 2, _, 0]],
    ['CEIL(m1 / 4)', [2, _, 1, _, 0]],
    ['FLOOR(m1 / 4)', [1, _, 0, _, 0]],
    ['SQRT(m1 * 6)', [6, _, Math.sqrt(12), _, 0]],
    ['LOG(m1)', [Math.log(6), _, Math.log(2), _, _]],
    ['LOG10(m1 - 2 + 8)', [Math.log10(12), _, Math.log10(8), _, Math.log10(6)]],
    ['EXP(m1)', [Math.exp(6), _, Math.exp(2), _, 1]],
  ])('%s', (expression, expected) => {
    expect(calculate(expression, m)).toEqual(expected);
  });

  it('leaves no gap between the first and the last datapoint when it repeats', () => {
    const points = fc.array(fc.option(fc.integer(), { nil: undefined }), { minLength: 1 });
    fc.assert(
      fc.property(points, (m1) => {
        const first = m1.findIndex((point) => point !== undefined);
        const filled = calculate('FILL(m1, REPEAT)', { m1 });
        expect(filled.findIndex((point) => point !== undefined)).toBe(first);
        if (first >= 0) expect(filled.slice(first)).not.toContain(undefined);
      }),
    );
  });
});

// BEHAVIOUR C11, C16
describe('what metric math refuses', () => {
  it.each([
    ['RATE(m1)', /got function RATE, allowed are IF, FILL/],
    ['constructor(m1)', /got function constructor/],
    ['m1 % m2', /got operator %/],
    ['m1 ** m2', /got operator \*\*/],
    ['m1 m2', /got Compound/],
    ['m1[0]', /got MemberExpression/],
    ['m1 > 1 ? m1 : m2', /got ConditionalExpression/],
    ['!m1', /got UnaryExpression/],
    ['m1 + "x"', /got Literal/],
    ['M1 + 1', /got Identifier/],
    ['m1 +', /does not parse/],
    ['', /got Compound/],
    ['SUM([m1,,m2])', /got an empty element/],
    ['m1.m2(1)', /got call/],
    ['SUM(METRICS(1))', /got argument of METRICS/],
    ['1 + 1', /got a scalar as the result/],
    ['[m1, m2]', /got an array of time series as the result/],
    ['SUM(m1)', /got other arguments for SUM, allowed is one array/],
    ['SUM(METRICS("zzz"))', /got other arguments for SUM/],
    ['MAX([m1, 1])', /got a scalar in an array/],
    ['[m1] + [m2]', /got two arrays beside \+/],
    ['m1 + REPEAT', /got REPEAT beside \+/],
    ['FILL(m1)', /got other arguments for FILL/],
    ['FILL(m1, m2)', /got other arguments for FILL/],
    ['FILL(1, 2)', /got other arguments for FILL/],
    ['IF(m1)', /got other arguments for IF/],
    ['IF([m1], m1, m2)', /got other arguments for IF/],
    ['IF(m1, m1, [m2])', /got other arguments for IF/],
    ['m1 + IF(0, 1)', /got other arguments for IF/],
    ['ABS(m1, m2)', /got other arguments for ABS/],
    ['ABS(REPEAT)', /got other arguments for ABS/],
  ])('%s', (expression, message) => {
    expect(() => calculate(expression, m)).toThrow(message);
    expect(() => calculate(expression, m)).toThrow(expect.objectContaining({ name: 'ValidationError' }));
  });

  it.each(['m1 + m2', 'SUM([m1, m2])', 'IF(m1, m2, 0)'])('%s over different periods', (expression) => {
    expect(() => calculate(expression, m, { m2: 5 * MINUTE })).toThrow(/periods of 60 and 300 seconds/);
  });
});
