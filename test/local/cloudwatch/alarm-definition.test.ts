import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { defineAlarm } from '../../../local/cloudwatch/alarm-definition.ts';
import { aMathAlarm, anAlarm, metricQuery } from './builders.ts';

function longPeriod(seconds: number): PutMetricAlarmInput {
  const alarm = aMathAlarm('m1');
  const other = metricQuery('m3', 'Errors', { ReturnData: false });
  const metric = { Id: 'm3', ReturnData: false };
  const stat = { Metric: other.MetricStat?.Metric, Stat: 'Sum', Period: seconds };
  return { ...alarm, Metrics: [...(alarm.Metrics ?? []), { ...metric, MetricStat: stat }] };
}

// BEHAVIOUR C24
describe('defineAlarm', () => {
  it.each<[string, PutMetricAlarmInput, RegExp]>([
    ['no name', anAlarm({ AlarmName: '' }), /AlarmName of 0 characters/],
    ['no threshold', anAlarm({ Threshold: undefined }), /no Threshold/],
    ['an anomaly operator', anAlarm({ ComparisonOperator: 'GreaterThanUpperThreshold' }), /anomaly/],
    ['no statistic', anAlarm({ Statistic: undefined }), /both or neither of Statistic/],
    ['two statistics', anAlarm({ ExtendedStatistic: 'p99' }), /both or neither of Statistic/],
    ['an unknown statistic', anAlarm({ Statistic: undefined, ExtendedStatistic: 'tm90' }), /"tm90"/],
    ['no metric', anAlarm({ MetricName: undefined }), /without Namespace or MetricName/],
    ['a high resolution', anAlarm({ Period: 10 }), /got Period 10/],
    ['no evaluation periods', anAlarm({ EvaluationPeriods: 0 }), /got EvaluationPeriods 0/],
    ['more datapoints than periods', anAlarm({ DatapointsToAlarm: 2 }), /got DatapointsToAlarm 2/],
    ['more than a day', anAlarm({ EvaluationPeriods: 1441 }), /allowed are 24 hours/],
    ['more than a week', anAlarm({ Period: 3600, EvaluationPeriods: 169 }), /allowed are 168 hours/],
    ['an unknown treatment', anAlarm({ TreatMissingData: 'zero' }), /got TreatMissingData zero/],
    ['a unit', anAlarm({ Unit: 'Count' }), /got Unit/],
    ['a low-sample rule', anAlarm({ EvaluateLowSampleCountPercentile: 'ignore' }), /allowed is evaluate/],
    ['an anomaly band', anAlarm({ ThresholdMetricId: 'b1' }), /got ThresholdMetricId/],
    ['both forms', { ...aMathAlarm('m1'), Period: 60 }, /Metrics together with Period/],
    ['an unknown id', aMathAlarm('m1 / m9'), /unknown id m9/],
    ['an unknown function', aMathAlarm('RATE(m1)'), /got function RATE/],
    ['wrong arguments', aMathAlarm('IF(m1)'), /other arguments for IF/],
    ['nothing but a number', aMathAlarm('1'), /got a scalar/],
    [
      'two watched queries',
      { ...aMathAlarm('m1'), Metrics: [metricQuery('m1', 'A'), metricQuery('m2', 'B')] },
      /got 2 queries with ReturnData/,
    ],
    ['different periods', longPeriod(300), /different periods/],
    [
      'too many metrics',
      {
        ...aMathAlarm('m1'),
        Metrics: Array.from({ length: 11 }, (_, index) =>
          metricQuery(`m${index}`, 'A', { ReturnData: index === 0 }),
        ),
      },
      /got 11 metrics/,
    ],
  ])('refuses %s before any data come', (_what, input, message) => {
    expect(() => defineAlarm(input)).toThrow(message);
    expect(() => defineAlarm(input)).toThrow(expect.objectContaining({ name: 'ValidationError' }));
  });

  it('needs all of the evaluation periods to breach unless told otherwise', () => {
    expect(defineAlarm(anAlarm({ EvaluationPeriods: 4 })).datapointsToAlarm).toBe(4);
  });

  it.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('%s compares as it says', (operator, expected) => {
    const { breaches } = defineAlarm(anAlarm({ ComparisonOperator: operator }));
    expect([4, 5, 6].map(breaches)).toEqual(expected);
  });
});
