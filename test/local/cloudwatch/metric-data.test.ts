import type { GetMetricDataInput, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { anEngine, emf, MINUTE, metricQuery, START } from './builders.ts';

/** An engine three minutes old: 1 error in the first minute, 2 in the second, none reported in the third. */
function withErrors(metricDelayMs = 0): CloudWatch {
  const { clock, cloudWatch } = anEngine({ metricDelayMs });
  cloudWatch.ingestLog(emf({ Errors: 1, Requests: 10 }, START), START);
  cloudWatch.ingestLog(emf({ Errors: 2, Requests: 10 }, START + MINUTE), START + MINUTE);
  clock.advance(3 * MINUTE);
  return cloudWatch;
}

function query(queries: MetricDataQuery[], more: Partial<GetMetricDataInput> = {}): GetMetricDataInput {
  const range = { StartTime: new Date(START), EndTime: new Date(START + 3 * MINUTE) };
  return { MetricDataQueries: queries, ...range, ...more };
}

function every(seconds: number, id: string, Stat: string): MetricDataQuery {
  const query = metricQuery(id, 'Errors');
  return { ...query, MetricStat: { Metric: query.MetricStat?.Metric, Period: seconds, Stat } };
}

function allPages(cloudWatch: CloudWatch, input: GetMetricDataInput): MetricDataResult[][] {
  const { MetricDataResults: results = [], NextToken } = cloudWatch.getMetricData(input);
  return NextToken === undefined ? [results] : [results, ...allPages(cloudWatch, { ...input, NextToken })];
}

// BEHAVIOUR C2, C7 to C10
describe('getMetricData', () => {
  it('answers the newest datapoint first unless asked otherwise', () => {
    const errors = query([metricQuery('m1', 'Errors')]);
    const [newest] = withErrors().getMetricData(errors).MetricDataResults ?? [];
    expect(newest).toEqual({
      Id: 'm1',
      Label: 'Errors',
      Timestamps: [new Date(START + MINUTE), new Date(START)],
      Values: [2, 1],
      StatusCode: 'Complete',
    });
    const ascending = withErrors().getMetricData({ ...errors, ScanBy: 'TimestampAscending' });
    expect(ascending.MetricDataResults?.[0]?.Values).toEqual([1, 2]);
  });

  it('returns what was asked for under its label and hides the rest', () => {
    const { MetricDataResults: results = [] } = withErrors().getMetricData(
      query([
        metricQuery('m1', 'Errors', { ReturnData: false }),
        metricQuery('m2', 'Requests', { Label: 'all' }),
        { Id: 'e1', Expression: 'e2 * 100', Label: 'percent' },
        { Id: 'e2', Expression: 'm1 / m2' },
      ]),
    );
    const shown = results.map(({ Label, Values }) => [Label, Values]);
    expect(shown).toEqual([
      ['all', [10, 10]],
      ['percent', [20, 10]],
      ['e2', [0.2, 0.1]],
    ]);
  });

  it('takes METRICS as the metrics of the request without its expressions', () => {
    const queries = [
      metricQuery('m1', 'Errors', { ReturnData: false }),
      { Id: 'e1', Expression: 'm1 * 1000', ReturnData: false },
      { Id: 'e2', Expression: 'SUM(METRICS())' },
    ];
    expect(withErrors().getMetricData(query(queries)).MetricDataResults?.[0]?.Values).toEqual([2, 1]);
  });

  it('rounds the start down to the minute and leaves the end out', () => {
    const range = { StartTime: new Date(START + 59_999), EndTime: new Date(START + MINUTE) };
    const { MetricDataResults: results } = withErrors().getMetricData(
      query([metricQuery('m1', 'Errors')], range),
    );
    expect(results?.[0]?.Values).toEqual([1]);
  });

  it('adds the minutes of a longer period together', () => {
    const metric = metricQuery('m1', 'Errors');
    const long = {
      ...metric,
      MetricStat: { ...metric.MetricStat, Metric: metric.MetricStat?.Metric, Period: 120, Stat: 'Average' },
    };
    expect(withErrors().getMetricData(query([long])).MetricDataResults?.[0]?.Values).toEqual([1.5]);
  });

  it('counts hours of the clock from a start on the hour, the last one as far as it has come', () => {
    const { clock, cloudWatch } = anEngine();
    for (const minute of [0, 59, 60, 149]) {
      cloudWatch.ingestLog(emf({ Errors: 1 }, START + minute * MINUTE), START + minute * MINUTE);
    }
    clock.advance(150 * MINUTE);
    const range = { EndTime: new Date(START + 150 * MINUTE), ScanBy: 'TimestampAscending' as const };
    const answer = cloudWatch.getMetricData(query([every(3600, 'h', 'Sum')], range));
    expect(answer.MetricDataResults?.[0]).toMatchObject({
      Timestamps: [0, 60, 120].map((minute) => new Date(START + minute * MINUTE)),
      Values: [2, 1, 1],
    });
  });

  it('answers minutes and hours in one call, sums and numbers of samples', () => {
    const queries = [every(60, 'm1', 'Sum'), every(3600, 'h1', 'Sum'), every(3600, 'n1', 'SampleCount')];
    const { MetricDataResults: results = [] } = withErrors().getMetricData(query(queries));
    expect(results.map(({ Values }) => Values)).toEqual([[2, 1], [3], [2]]);
  });

  it('takes five hundred queries and not one more', () => {
    const many = Array.from({ length: 501 }, (_, at) => metricQuery(`m${at}`, 'Errors'));
    expect(withErrors().getMetricData(query(many.slice(1))).MetricDataResults).toHaveLength(500);
    expect(() => withErrors().getMetricData(query(many))).toThrow('got 501 metric data queries');
  });

  it('shows a datum only once the metric delay has passed', () => {
    const { clock, cloudWatch } = anEngine({ metricDelayMs: 30_000 });
    cloudWatch.ingestLog(emf({ Errors: 1 }, START));
    const values = () =>
      cloudWatch.getMetricData(query([metricQuery('m1', 'Errors')])).MetricDataResults?.[0]?.Values;
    clock.advance(29_999);
    expect(values()).toEqual([]);
    clock.advance(1);
    expect(values()).toEqual([1]);
  });

  it('gives every datapoint exactly once over its pages, whatever their size', () => {
    const queries = [metricQuery('m1', 'Errors'), metricQuery('m2', 'Requests'), metricQuery('m3', 'None')];
    const cloudWatch = withErrors();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (size) => {
        const pages = allPages(cloudWatch, query(queries, { MaxDatapoints: size }));
        const valuesOf = (id: string) =>
          pages.flatMap((page) => page.find(({ Id }) => Id === id)?.Values ?? []);
        expect(['m1', 'm2', 'm3'].map(valuesOf)).toEqual([[2, 1], [10, 10], []]);
      }),
    );
  });

  it('says which result a page leaves unfinished', () => {
    const queries = [metricQuery('m1', 'Errors'), metricQuery('m2', 'Requests')];
    const answer = withErrors().getMetricData(query(queries, { MaxDatapoints: 3 }));
    const statuses = answer.MetricDataResults?.map(({ StatusCode }) => StatusCode);
    expect(statuses).toEqual(['Complete', 'PartialData']);
  });

  const errors = metricQuery('m1', 'Errors');
  const stat = errors.MetricStat;
  it.each<[string, GetMetricDataInput, RegExp]>([
    ['no queries', query([]), /got 0 metric data queries/],
    ['an unknown id', query([{ Id: 'e1', Expression: 'm9 + 1' }]), /unknown id m9/],
    [
      'an expression that needs itself',
      query([{ Id: 'e1', Expression: 'e1 * 1' }]),
      /e1 that depends on itself/,
    ],
    [
      'expressions in a circle',
      query([{ Id: 'e1', Expression: 'e2 + m1' }, { Id: 'e2', Expression: 'e1 + m1' }, errors]),
      /depends on itself/,
    ],
    ['an id with a capital', query([{ ...errors, Id: 'M1' }]), /got id "M1"/],
    ['the same id twice', query([errors, errors]), /got id m1 twice/],
    ['neither metric nor expression', query([{ Id: 'm1' }]), /got neither/],
    ['both metric and expression', query([{ ...errors, Expression: '1' }]), /got both/],
    [
      'a metric without a name',
      query([{ Id: 'm1', MetricStat: { ...stat, Metric: {}, Period: 60, Stat: 'Sum' } }]),
      /without Namespace/,
    ],
    [
      'a period under a minute',
      query([{ Id: 'm1', MetricStat: { ...stat, Metric: stat?.Metric, Stat: 'Sum', Period: 10 } }]),
      /got Period 10/,
    ],
    [
      'a unit',
      query([
        { Id: 'm1', MetricStat: { ...stat, Metric: stat?.Metric, Stat: 'Sum', Period: 60, Unit: 'Count' } },
      ]),
      /got Unit Count/,
    ],
    ['another account', query([{ ...errors, AccountId: '1' }]), /got AccountId 1/],
    ['nothing to return', query([{ ...errors, ReturnData: false }]), /no query with ReturnData/],
    ['an empty range', query([errors], { EndTime: new Date(START) }), /StartTime that is not before/],
    ['a page of nothing', query([errors], { MaxDatapoints: 0 }), /got MaxDatapoints 0/],
  ])('refuses %s', (_what, input, message) => {
    expect(() => withErrors().getMetricData(input)).toThrow(message);
    expect(() => withErrors().getMetricData(input)).toThrow(
      expect.objectContaining({ name: 'ValidationError', status: 400 }),
    );
  });

  it('refuses a token that it did not give', () => {
    const input = query([errors], { NextToken: 'forged' });
    expect(() => withErrors().getMetricData(input)).toThrow(
      expect.objectContaining({ name: 'InvalidNextToken' }),
    );
  });
});
