import { describe, expect, it } from 'vitest';
import {
  growthBook,
  type Method,
  type MinuteCounts,
  naiveZ,
  ratioAlarm,
  wald,
} from '../../../bench/guard/methods.ts';

function minute(candidateEvents: number, controlEvents: number, exposures = 1000): MinuteCounts {
  return { candidateExposures: exposures, candidateEvents, controlExposures: exposures, controlEvents };
}

/** Minutes, all alike, after which a method speaks; `undefined` = not within 500. */
function minutesOf(method: Method, counts: MinuteCounts): number | undefined {
  for (let minutes = 1; minutes <= 500; minutes += 1) if (method.look(counts)) return minutes;
  return undefined;
}

describe("Wald's test", () => {
  it('speaks when the likelihood is twenty times that of no difference', () => {
    // Of 25 events 15 are the candidate's: each minute brings 15·ln(1.2) + 10·ln(0.8) at the true ratio of 1.5.
    const perMinute = 15 * Math.log(1.2) + 10 * Math.log(0.8);
    expect(minutesOf(wald(1.5, 0), minute(15, 10))).toBe(Math.ceil(Math.log(20) / perMinute));
  });

  it('begins in the minute of the fault', () => {
    const begun = minutesOf(wald(1.5, 0), minute(15, 10)) ?? 0;
    expect(minutesOf(wald(1.5, 30), minute(15, 10))).toBe(30 + begun);
  });
});

describe('tests of all there is so far', () => {
  it.each([growthBook, naiveZ])('find a difference in the end, and none where there is none', (method) => {
    expect(minutesOf(method(), minute(15, 10))).toBeGreaterThan(0);
    expect(minutesOf(method(), minute(10, 10))).toBeUndefined();
    expect(minutesOf(method(), minute(10, 15))).toBeUndefined();
  });

  it.each([growthBook, naiveZ])('wait for fifty exposures of each arm', (method) => {
    expect(minutesOf(method(), minute(9, 0, 10))).toBe(5);
  });

  it('are quicker when they do not allow for looking often', () => {
    const [quick, slow] = [minutesOf(naiveZ(), minute(15, 10)), minutesOf(growthBook(), minute(15, 10))];
    expect(quick).toBeLessThan(slow ?? 0);
  });
});

describe('the alarm on twice the rate', () => {
  it('needs three minutes in a row', () => {
    const alarm = ratioAlarm();
    const bad = [true, true, false, true, true, true];
    expect(bad.map((isBad) => alarm.look(isBad ? minute(21, 10) : minute(20, 10)))).toEqual([
      ...[false, false, false, false, false, true],
    ]);
  });

  it('does not judge a minute with few requests or errors', () => {
    expect(minutesOf(ratioAlarm(), minute(2, 0))).toBeUndefined();
    expect(minutesOf(ratioAlarm(), minute(4, 0, 4))).toBeUndefined();
    expect(minutesOf(ratioAlarm(), minute(3, 0, 5))).toBe(3);
  });
});
