import { describe, expect, it } from 'vitest';
import { DAY_MS, daysText, periodText, tickText } from '../../report/time-text.ts';

const MONDAY_MS = Date.UTC(2026, 0, 5, 8, 5);

describe('moments on the page', () => {
  it('say the day of a period once where it is one day', () => {
    expect(periodText(MONDAY_MS, MONDAY_MS + 3_600_000)).toBe('2026-01-05 08:05 to 09:05 UTC');
    expect(periodText(MONDAY_MS, MONDAY_MS + DAY_MS)).toBe('2026-01-05 08:05 to 2026-01-06 08:05 UTC');
  });

  it('are clock times on a short axis and days on a long one', () => {
    expect(tickText(MONDAY_MS, DAY_MS)).toBe('08:05');
    expect(tickText(MONDAY_MS, 7 * DAY_MS)).toBe('01-05');
  });

  it.each([
    [11 / 1440, '11 min'],
    [5.5 / 24, '5.5 h'],
    [7, '7 days'],
  ])('say %d days as a reader counts them', (days, text) => {
    expect(daysText(days)).toBe(text);
  });
});
