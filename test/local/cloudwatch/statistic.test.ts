import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Series } from '../../../local/cloudwatch/series.ts';
import { parseStatistic } from '../../../local/cloudwatch/statistic.ts';
import { MINUTE } from './builders.ts';

const value = fc.integer({ min: -1000, max: 1000 });

function statistic(name: string, values: readonly number[], weights: readonly number[] = []): number {
  const series = new Series();
  values.forEach((item, index) => {
    series.add(0, 0, item, weights[index] ?? 1);
  });
  return series.statistic(parseStatistic(name), 0, MINUTE, 0) ?? Number.NaN;
}

// BEHAVIOUR C5
describe('parseStatistic', () => {
  it.each(['p101', 'p', 'tm99', 'TM(10%:90%)', 'sum', 'IQM', 'p9.', 'p-1', ''])('refuses %o', (text) => {
    expect(() => parseStatistic(text)).toThrow(/allowed are Sum, .*p0 to p100/);
  });
});

describe('a statistic', () => {
  it.each([
    ['Sum', 10],
    ['Average', 2.5],
    ['Minimum', 1],
    ['Maximum', 4],
    ['SampleCount', 4],
    ['p0', 1],
    ['p25', 1.75],
    ['p50', 2.5],
    ['p100', 4],
  ])('%s of one to four is known', (name, expected) => {
    expect(statistic(name, [3, 1, 4, 2])).toBeCloseTo(expected, 12);
  });

  it('takes a fractional percentile', () => {
    const values = Array.from({ length: 1001 }, (_, index) => index);
    expect(statistic('p99.9', values)).toBeCloseTo(999, 6);
  });

  it('grows with the percentile and stays between minimum and maximum', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), percent, percent, (values, a, b) => {
        const low = statistic(`p${Math.min(a, b)}`, values);
        const high = statistic(`p${Math.max(a, b)}`, values);
        expect(low).toBeLessThanOrEqual(high + 1e-9);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });

  it('is the same for a count as for the value repeated so often', () => {
    const counted = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 5 })), { minLength: 1 });
    const names = fc.constantFrom('Sum', 'Average', 'SampleCount', 'Minimum', 'Maximum', 'p50', 'p90');
    fc.assert(
      fc.property(counted, names, (pairs, name) => {
        const repeated = pairs.flatMap(([item, count]) => Array<number>(count).fill(item));
        const [values, weights] = [pairs.map(([item]) => item), pairs.map(([, count]) => count)];
        expect(statistic(name, values, weights)).toBeCloseTo(statistic(name, repeated), 6);
      }),
    );
  });
});
