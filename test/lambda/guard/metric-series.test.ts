import type { GetMetricDataInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { readSeries, type Series } from '../../../lambda/guard/metric-series.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const RANGE = { fromMs: 100 * HOUR, toMs: 100 * HOUR + 90 * MINUTE };
const SERIES: Series = {
  metric: 'Errors',
  dimensions: { Service: 'shop', Role: 'candidate' },
  statistic: 'Sum',
  periodMs: MINUTE,
};

type Answer = (input: GetMetricDataInput) => GetMetricDataOutput;

function complete(minutes: Readonly<Record<number, number>>, Id = 'q0'): MetricDataResult {
  const at = Object.keys(minutes).map((minute) => new Date(RANGE.fromMs + Number(minute) * MINUTE));
  return { Id, Timestamps: at, Values: Object.values(minutes), StatusCode: 'Complete' };
}

/** Reads with a CloudWatch that answers so; also says what it was asked. */
async function read(answer: Answer, series: readonly Series[] = [SERIES], range = RANGE) {
  const asked: GetMetricDataInput[] = [];
  const reader = {
    getMetricData: async (input: GetMetricDataInput) => {
      asked.push(input);
      return answer(input);
    },
  };
  return { values: await readSeries(reader, { series, range }, new AbortController().signal), asked };
}

/** Nothing of any metric. */
const empty: Answer = ({ MetricDataQueries = [] }) => ({
  MetricDataResults: MetricDataQueries.map(({ Id }) => ({ ...complete({}), Id })),
});

describe('series of CloudWatch', () => {
  it('have a value for each period, nothing where there is no datapoint', async () => {
    const { values } = await read(() => ({ MetricDataResults: [complete({ 1: 7, 89: 2 })] }));
    expect(values[0]).toHaveLength(90);
    expect([values[0]?.[0], values[0]?.[1], values[0]?.[89]]).toEqual([0, 7, 2]);
  });

  it('of hours have one value more for the hour that is not over', async () => {
    const hours = complete({ 0: 50, 60: 20 });
    const { values } = await read(() => ({ MetricDataResults: [hours] }), [{ ...SERIES, periodMs: HOUR }]);
    expect(values.map((value) => [...value])).toEqual([[50, 20]]);
  });

  it('are asked for by exactly their dimensions, oldest first', async () => {
    const { asked } = await read(empty);
    expect(asked).toEqual([
      {
        ...{ StartTime: new Date(RANGE.fromMs), EndTime: new Date(RANGE.toMs) },
        ...{ ScanBy: 'TimestampAscending', MaxDatapoints: 100_800 },
        MetricDataQueries: [
          {
            Id: 'q0',
            MetricStat: {
              Metric: {
                ...{ Namespace: 'ModelRollout', MetricName: 'Errors' },
                Dimensions: [
                  { Name: 'Service', Value: 'shop' },
                  { Name: 'Role', Value: 'candidate' },
                ],
              },
              ...{ Period: 60, Stat: 'Sum' },
            },
          },
        ],
      },
    ]);
  });

  it('come in the order they were asked for, over as many calls as they need', async () => {
    const many = Array.from({ length: 1201 }, (_, at) => ({ ...SERIES, metric: `M${at}` }));
    const numbered: Answer = ({ MetricDataQueries = [] }) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => ({
        ...complete({ 0: Number(MetricStat?.Metric?.MetricName?.slice(1)) }, Id ?? ''),
      })),
    });
    const { values, asked } = await read(numbered, many);
    expect(values.map((value) => value[0])).toEqual(many.map((_, at) => at));
    expect(asked.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([500, 500, 201]);
  });

  it('of a long time are asked for so that no call needs a second page', async () => {
    const tenThousand = { fromMs: RANGE.fromMs, toMs: RANGE.fromMs + 10_000 * MINUTE };
    const { asked } = await read(empty, new Array(25).fill(SERIES), tenThousand);
    expect(asked.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([10, 10, 5]);
  });

  it('are put together from pages', async () => {
    const pages: GetMetricDataOutput[] = [
      { MetricDataResults: [{ ...complete({ 0: 1 }), StatusCode: 'PartialData' }], NextToken: 'two' },
      { MetricDataResults: [complete({ 1: 2 })] },
    ];
    const { values, asked } = await read(({ NextToken }) => pages[NextToken === 'two' ? 1 : 0] ?? {});
    expect([values[0]?.[0], values[0]?.[1]]).toEqual([1, 2]);
    expect(asked).toHaveLength(2);
  });
});

const IN_PART: readonly (readonly [string, GetMetricDataOutput])[] = [
  ['missing', { MetricDataResults: [] }],
  ['unfinished', { MetricDataResults: [{ ...complete({ 0: 1 }), StatusCode: 'PartialData' }] }],
  ['failed', { MetricDataResults: [{ ...complete({}), StatusCode: 'InternalError' }] }],
  ['commented on', { MetricDataResults: [complete({ 0: 1 })], Messages: [{ Code: 'c', Value: 'v' }] }],
  ['negative', { MetricDataResults: [complete({ 0: -1 })] }],
  ['not a number', { MetricDataResults: [complete({ 0: Number.NaN })] }],
  ['endless', { MetricDataResults: [complete({ 0: 1 })], NextToken: 'again' }],
];

describe('series that CloudWatch gives in part', () => {
  it.each(IN_PART)('are refused: %s', async (_what, answer) => {
    const refused = read(() => answer);
    await expect(refused).rejects.toMatchObject({ code: 'guard-data-partial', fault: 'dependency' });
  });
});
