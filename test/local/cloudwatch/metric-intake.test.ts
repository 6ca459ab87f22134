import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { putMetricData } from '../../../local/cloudwatch/metric-intake.ts';
import { MetricStore } from '../../../local/cloudwatch/metric-store.ts';
import { parseStatistic } from '../../../local/cloudwatch/statistic.ts';
import { MINUTE, START } from './builders.ts';

const ARRIVAL = { nowMs: START, visibleAtMs: START };

function put(...data: MetricDatum[]): MetricStore {
  const store = new MetricStore();
  putMetricData(store, { Namespace: 'App', MetricData: data }, ARRIVAL);
  return store;
}

function read(store: MetricStore, statistic: string): number | undefined {
  const series = store.find('App', 'N', []);
  return series?.statistic(parseStatistic(statistic), START, START + MINUTE, START);
}

// BEHAVIOUR C3, C5
describe('putMetricData', () => {
  it('takes a value, values with counts and statistic sets of one metric together', () => {
    const store = put(
      { MetricName: 'N', Value: 1 },
      { MetricName: 'N', Values: [2, 3], Counts: [2, 1] },
      { MetricName: 'N', Values: [4] },
      { MetricName: 'N', StatisticValues: { SampleCount: 2, Sum: 12, Minimum: 5, Maximum: 7 } },
    );
    expect(read(store, 'SampleCount')).toBe(7);
    expect(read(store, 'Sum')).toBe(24);
    expect(read(store, 'Maximum')).toBe(7);
  });

  it('knows the percentile of a statistic set whose values are all equal', () => {
    const set = { SampleCount: 3, Sum: 15, Minimum: 5, Maximum: 5 };
    expect(read(put({ MetricName: 'N', StatisticValues: set }), 'p99')).toBe(5);
  });

  it('dates a datum without a timestamp by its arrival', () => {
    const store = put(
      { MetricName: 'N', Value: 1 },
      { MetricName: 'N', Value: 5, Timestamp: new Date(0 + START - 1) },
    );
    expect(read(store, 'Sum')).toBe(1);
  });

  it.each<[string, MetricDatum, string]>([
    ['no name', { MetricName: '', Value: 1 }, 'MissingParameter'],
    ['no value', { MetricName: 'N' }, 'InvalidParameterCombination'],
    ['two kinds of value', { MetricName: 'N', Value: 1, Values: [1] }, 'InvalidParameterCombination'],
    ['a value that is not a number', { MetricName: 'N', Value: Number.NaN }, 'InvalidParameterValue'],
    ['a value too large', { MetricName: 'N', Value: 2 ** 361 }, 'InvalidParameterValue'],
    ['no values', { MetricName: 'N', Values: [] }, 'InvalidParameterValue'],
    ['too many values', { MetricName: 'N', Values: Array(151).fill(1) }, 'InvalidParameterValue'],
    ['counts that do not match', { MetricName: 'N', Values: [1, 2], Counts: [1] }, 'InvalidParameterValue'],
    ['counts without values', { MetricName: 'N', Value: 1, Counts: [1] }, 'InvalidParameterValue'],
    ['a count of nought', { MetricName: 'N', Values: [1], Counts: [0] }, 'InvalidParameterValue'],
    [
      'a statistic set of nothing',
      { MetricName: 'N', StatisticValues: { SampleCount: 0, Sum: 0, Minimum: 0, Maximum: 0 } },
      'InvalidParameterValue',
    ],
    [
      'a timestamp over two weeks old',
      { MetricName: 'N', Value: 1, Timestamp: new Date(START - 15 * 24 * 60 * MINUTE) },
      'InvalidParameterValue',
    ],
    [
      'a timestamp over two hours ahead',
      { MetricName: 'N', Value: 1, Timestamp: new Date(START + 121 * MINUTE) },
      'InvalidParameterValue',
    ],
    [
      'an empty dimension',
      { MetricName: 'N', Value: 1, Dimensions: [{ Name: 'A', Value: '' }] },
      'InvalidParameterValue',
    ],
    [
      'a dimension twice',
      { MetricName: 'N', Value: 1, Dimensions: Array(2).fill({ Name: 'A', Value: 'a' }) },
      'InvalidParameterValue',
    ],
    [
      'too many dimensions',
      {
        MetricName: 'N',
        Value: 1,
        Dimensions: Array.from({ length: 31 }, (_, index) => ({ Name: `D${index}`, Value: 'v' })),
      },
      'InvalidParameterValue',
    ],
  ])('refuses a datum with %s and stores nothing of its call', (_what, datum, name) => {
    const store = new MetricStore();
    const input = { Namespace: 'App', MetricData: [{ MetricName: 'N', Value: 1 }, datum] };
    expect(() => putMetricData(store, input, ARRIVAL)).toThrow(expect.objectContaining({ name }));
    expect([...store.groups()]).toEqual([]);
  });

  it.each([
    ['no namespace', { Namespace: '', MetricData: [{ MetricName: 'N', Value: 1 }] }, 'MissingParameter'],
    ['no data', { Namespace: 'App', MetricData: [] }, 'MissingParameter'],
    ['too many data', { Namespace: 'App', MetricData: Array(1001).fill({}) }, 'InvalidParameterValue'],
    ['entities', { Namespace: 'App', EntityMetricData: [] }, 'InvalidParameterValue'],
  ])('refuses a call with %s', (_what, input, name) => {
    expect(() => putMetricData(new MetricStore(), input, ARRIVAL)).toThrow(expect.objectContaining({ name }));
  });
});
