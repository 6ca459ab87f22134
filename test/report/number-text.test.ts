import { describe, expect, it } from 'vitest';
import { numberText } from '../../core/experiment/number-text.ts';
import {
  differenceText,
  evidenceText,
  liftText,
  probabilityText,
  valueText,
} from '../../report/number-text.ts';

describe('numbers on the page', () => {
  it.each([
    [0.0123, 'share', '1.23 %'],
    [1234.5, 'ms', '1.23 s'],
    [87.25, 'ms', '87.3 ms'],
    [0.00123456, 'usd', '$0.00123'],
    [0.7, 'score', '0.7'],
    [12_345, 'number', '12,345'],
  ] as const)('show the value %d of unit %s as %s', (value, unit, text) => {
    expect(valueText(value, unit)).toBe(text);
  });

  it.each([
    [0.012, 'share', '+1.2 points'],
    [-250, 'ms', '−250 ms'],
    [-0.5, 'usd', '−$0.5'],
    [0, 'score', '0'],
  ] as const)('show the difference %d of unit %s as %s', (value, unit, text) => {
    expect(differenceText(value, unit)).toBe(text);
  });

  it.each([
    [0.1, '+10 %'],
    [-0.00284, '−0.28 %'],
    [0.02578, '+2.6 %'],
    [21.06, '+2,106 %'],
    [0, '0 %'],
    [Number.NaN, '–'],
  ])('show the lift %d as %s', (lift, text) => {
    expect(liftText(lift)).toBe(text);
  });

  it('say of very small p-values and very large evidence only that they are', () => {
    expect([probabilityText(0.0004), probabilityText(0.0213)]).toEqual(['< 0.001', '0.021']);
    expect([evidenceText(1e9), evidenceText(1234.5), evidenceText(1.256)]).toEqual([
      '> 1,000,000',
      '1,235',
      '1.26',
    ]);
  });

  it('show a dash for what is no number', () => {
    expect(numberText(Number.POSITIVE_INFINITY)).toBe('–');
  });
});
