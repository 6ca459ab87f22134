import { expect, it } from 'vitest';
import { clockText, durationText, momentText } from '../../../cli/output/time-text.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

it.each([
  [-5 * SECOND, '0 s'],
  [59 * SECOND, '59 s'],
  [59.7 * SECOND, '1 min'],
  [MINUTE, '1 min'],
  [59.6 * MINUTE, '1 h'],
  [HOUR + 5 * MINUTE, '1 h 5 min'],
  [23 * HOUR + 59.6 * MINUTE, '1 d'],
  [DAY, '1 d'],
  [2 * DAY + 3 * HOUR, '2 d 3 h'],
])('says of %i milliseconds what matters', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

it('gives moments in UTC', () => {
  const atMs = Date.UTC(2026, 10, 23, 9, 5, 59);
  expect([momentText(atMs), clockText(atMs)]).toEqual(['2026-11-23 09:05', '09:05']);
});
