import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysOf, periodsOf, RETENTION_MS } from '../../../lambda/comparison/periods.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 23, 12);

function shown(fromMs: number, toMs: number) {
  return periodsOf({ fromMs, toMs }, NOW).map(({ range, periodMs }) => [
    (range.fromMs - NOW) / MINUTE,
    (range.toMs - NOW) / MINUTE,
    periodMs / MINUTE,
  ]);
}

describe('periods that CloudWatch is asked for', () => {
  it('are hours, with minutes before the first full one and after the last', () => {
    expect(shown(NOW - 150 * MINUTE, NOW - 10 * MINUTE)).toEqual([
      [-150, -120, 1],
      [-120, -60, 60],
      [-60, -10, 1],
    ]);
  });

  it('are minutes where there is no full hour', () => {
    expect(shown(NOW - 50 * MINUTE, NOW - 10 * MINUTE)).toEqual([[-50, -10, 1]]);
  });

  it('are five minutes at the ends once single ones are gone, then full hours only', () => {
    const old = NOW - 20 * DAY - 7 * MINUTE;
    expect(shown(old, old + 2 * HOUR)[0]).toEqual([(old - NOW) / MINUTE + 2, -20 * 24 * 60, 5]);
    const older = NOW - 100 * DAY - 7 * MINUTE;
    expect(shown(older, older + 2 * HOUR).map(([, , period]) => period)).toEqual([60]);
  });

  it('leave out what CloudWatch keeps no longer', () => {
    const [[from] = []] = shown(NOW - RETENTION_MS - 10 * DAY, NOW);
    expect(from).toBe(-RETENTION_MS / MINUTE);
    expect(shown(NOW - RETENTION_MS - 10 * DAY, NOW - RETENTION_MS - DAY)).toEqual([]);
  });

  it('cover the time without a gap and without an overlap, each in whole periods', () => {
    const spans = fc.tuple(fc.integer({ min: 1, max: 500 * 24 * 60 }), fc.integer({ min: 1, max: 9999 }));
    fc.assert(
      fc.property(spans, ([ago, length]) => {
        const fromMs = NOW - ago * MINUTE;
        const toMs = Math.min(NOW, fromMs + length * MINUTE);
        const periods = periodsOf({ fromMs, toMs }, NOW);
        for (const [at, { range, periodMs }] of periods.entries()) {
          expect((range.toMs - range.fromMs) % periodMs).toBe(0);
          expect(range.fromMs % periodMs).toBe(0);
          if (at > 0) expect(range.fromMs).toBe(periods[at - 1]?.range.toMs);
        }
        const covered = periods.reduce((sum, { range }) => sum + range.toMs - range.fromMs, 0);
        expect(covered).toBeLessThanOrEqual(toMs - fromMs);
        if (ago < 15 * 24 * 60 - 60) expect(covered).toBe(toMs - fromMs);
      }),
    );
  });
});

describe('days of percentiles', () => {
  it('are full hours within the time, and none within less', () => {
    const span = { fromMs: NOW - 90 * MINUTE, toMs: NOW - 10 * MINUTE };
    expect(daysOf(span, NOW)).toBeUndefined();
    const longer = daysOf({ fromMs: NOW - 150 * MINUTE, toMs: NOW }, NOW);
    expect(longer).toEqual({ range: { fromMs: NOW - 2 * HOUR, toMs: NOW }, periodMs: DAY });
  });
});
