import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfDay, parseDay, parseInstant } from '../../../core/time/iso8601.ts';

const DAY_MS = 86_400_000;
const MOMENT = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const pad = (number: number): string => String(number).padStart(2, '0');

describe('parseDay', () => {
  it('reads every day to the same moment as the platform', () => {
    fc.assert(
      fc.property(MOMENT, (moment) => {
        const day = moment.toISOString().slice(0, 10);
        expect(parseDay(day)).toBe(Date.parse(day));
        expect(endOfDay(day)).toBe(Date.parse(day) + DAY_MS);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows which days exist', () => {
    for (const year of [1900, 2000, 2023, 2024, 2100]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${pad(month)}-${pad(day)}`;
          const rolled = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
          expect(parseDay(text) !== undefined, text).toBe(rolled === text);
        }
      }
    }
  });

  it('reads nothing but year, month and day', () => {
    for (const text of [
      '',
      '2027-1-31',
      '27-01-31',
      '2027-01-31Z',
      ' 2027-01-31',
      '2027-01-31\n',
      '2027/01/31',
      '+002027-01-31',
    ]) {
      expect(parseDay(text), text).toBeUndefined();
      expect(endOfDay(text), text).toBeUndefined();
    }
  });
});

describe('parseInstant', () => {
  it('reads date-times in any zone to the same moment as the platform', () => {
    const zone = fc.oneof(
      fc.constant('Z'),
      fc
        .tuple(fc.constantFrom('+', '-'), fc.nat(23), fc.nat(59))
        .map(([sign, hour, minute]) => `${sign}${pad(hour)}:${pad(minute)}`),
    );
    fc.assert(
      fc.property(MOMENT, zone, fc.constantFrom(16, 19, 23), (moment, offset, length) => {
        const text = `${moment.toISOString().slice(0, length)}${offset}`;
        expect(parseInstant(text), text).toBe(Date.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('cuts off what is finer than a millisecond', () => {
    expect(parseInstant('1970-01-01T00:00:00.0019999Z')).toBe(1);
    expect(parseInstant('1970-01-01T00:00:00.999999999Z')).toBe(999);
    expect(parseInstant('1970-01-01T00:00:00.5Z')).toBe(500);
  });

  it('reads no moment where the zone, the day or the time is missing or wrong', () => {
    const day = '2027-01-31';
    for (const time of [
      'T12:00:00',
      'T24:00:00Z',
      'T12:60:00Z',
      'T12:00:60Z',
      'T12Z',
      ' 12:00:00Z',
      'T12:00:00+24:00',
      'T12:00:00+01:60',
      'T12:00:00+0100',
      'T12:00:00.Z',
      'T12:00:00.1234567890Z',
      't12:00:00z',
      'T12:00:00Z ',
    ])
      expect(parseInstant(`${day}${time}`), time).toBeUndefined();
    for (const text of ['2027-02-30T12:00:00Z', 'now', '1800000000', ''])
      expect(parseInstant(text), text).toBeUndefined();
  });
});
