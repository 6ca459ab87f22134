import { describe, expect, it } from 'vitest';
import { Series } from '../../../local/cloudwatch/series.ts';
import { parseStatistic } from '../../../local/cloudwatch/statistic.ts';
import { MINUTE } from './builders.ts';

const SUM = parseStatistic('Sum');

// BEHAVIOUR C2, C5
describe('Series', () => {
  it('has no datapoint where nothing was sampled', () => {
    expect(new Series().statistic(parseStatistic('SampleCount'), 0, MINUTE, MINUTE)).toBeUndefined();
  });

  it('assigns a sample to the minute of its own time', () => {
    const series = new Series();
    series.add(MINUTE - 1, 0, 1);
    series.add(MINUTE, 0, 10);
    series.add(2 * MINUTE, 0, 100);
    expect(series.statistic(SUM, 0, MINUTE, 0)).toBe(1);
    expect(series.statistic(SUM, MINUTE, 2 * MINUTE, 0)).toBe(10);
    expect(series.statistic(SUM, 0, 3 * MINUTE, 0)).toBe(111);
  });

  it('answers for a past moment as it would have then, whatever arrived since', () => {
    const series = new Series();
    series.add(10, 500, 1);
    const then = series.statistic(SUM, 0, MINUTE, 600);
    series.add(20, 700, 1);
    series.add(5, 601, 1);
    expect(series.statistic(SUM, 0, MINUTE, 600)).toBe(then);
    expect(series.statistic(SUM, 0, MINUTE, 700)).toBe(3);
    expect(series.statistic(SUM, 0, MINUTE, 499)).toBeUndefined();
  });

  it('has the same statistics by the minute whether or not all of it can be seen', () => {
    const series = new Series();
    for (const value of [4, 1, 7]) series.add(0, 0, value);
    series.add(MINUTE, 0, 2, 3);
    const read = () =>
      ['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'].map((name) =>
        series.statistic(parseStatistic(name), 0, 2 * MINUTE, 10),
      );
    const all = read();
    expect(all).toEqual([18, 6, 1, 7, 3]);
    for (const minute of [0, MINUTE]) series.add(minute, 11, 100);
    expect(read()).toEqual(all);
  });

  it('adds statistic sets to raw samples but knows no percentile of them', () => {
    const series = new Series();
    series.add(0, 0, 1);
    series.addSet(0, 0, { count: 3, sum: 12, minimum: 2, maximum: 6 });
    const read = (name: string) => series.statistic(parseStatistic(name), 0, MINUTE, 0);
    expect(['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average', 'p50'].map(read)).toEqual([
      13,
      4,
      1,
      6,
      3.25,
      undefined,
    ]);
  });

  it('hides a statistic set until it is visible', () => {
    const series = new Series();
    series.addSet(0, 50, { count: 3, sum: 12, minimum: 2, maximum: 6 });
    expect(series.statistic(SUM, 0, MINUTE, 49)).toBeUndefined();
  });
});
