import { describe, expect, it } from 'vitest';
import { daysText, moreDaysText, numberText, percentText } from '../../../core/experiment/number-text.ts';

describe('numbers in sentences', () => {
  it('have three significant digits, and a minus that is one', () => {
    expect([0.00012345, 12345.6, -0.5, 3.1e-9].map(numberText)).toEqual([
      '0.000123',
      '12,346',
      '−0.5',
      '3.1e−9',
    ]);
    expect(numberText(Number.POSITIVE_INFINITY)).toBe('–');
  });

  it('are per cent to the tenth, and to the hundredth below one', () => {
    expect([0.042345, 0.0042345, -0.05, 12.36].map(percentText)).toEqual([
      '4.2 %',
      '0.42 %',
      '−5 %',
      '1,236 %',
    ]);
  });

  it('are days that somebody may wait for', () => {
    expect(daysText(1)).toBe('1 day');
    expect(daysText(12)).toBe('12 days');
    expect([1, 12, 366].map(moreDaysText)).toEqual([
      'about 1 more day',
      'about 12 more days',
      'more than a year',
    ]);
    expect(daysText(366)).toBe('more than a year');
  });
});
