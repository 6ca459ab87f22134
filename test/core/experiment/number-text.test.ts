import { describe, expect, it } from 'vitest';
import { daysText, moreDaysText, numberText, percentText } from '../../../core/experiment/number-text.ts';

describe('numbers in sentences', () => {
  it('have three significant digits', () => {
    expect(percentText(0.042345)).toBe('4.23 %');
    expect(percentText(-0.05)).toBe('-5 %');
    expect(numberText(0.00012345)).toBe('0.000123');
    expect(numberText(12345.6)).toBe('12346');
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
