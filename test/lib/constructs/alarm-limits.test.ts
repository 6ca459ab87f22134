import { expect, it } from 'vitest';
import { alarmLimits } from '../../../lib/constructs/alarm-limits.ts';

it('keeps the documented default of every limit that is not given', () => {
  const limits = alarmLimits({ errorFuse: 50 });
  expect(limits).toEqual({ ...alarmLimits(), errorFuse: 50 });
  expect(limits.errorRateTolerancePoints).toBe(10);
});

it('refuses a limit that does not exist', () => {
  const misspelt = { errorFuze: 3 } as object;
  expect(() => alarmLimits(misspelt)).toThrow(
    /alarmLimits\.errorFuze does not exist: use one of .*errorFuse/,
  );
});

it('refuses a limit outside its range with the range', () => {
  expect(() => alarmLimits({ errorFuse: 0 })).toThrow(
    /alarmLimits\.errorFuse is 0, but must be .* from 1 to/,
  );
  expect(() => alarmLimits({ latencyRatio: 1 })).toThrow(/alarmLimits\.latencyRatio is 1/);
  expect(() => alarmLimits({ errorRateTolerancePoints: Number.NaN })).toThrow(/is NaN/);
  expect(() => alarmLimits({ errorRateMinErrors: 1.5 })).toThrow(/a whole number/);
});
