import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { DIMENSION, METRIC_NAMESPACE, OUTCOMES_METRIC } from '../../../lambda/metric-names.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { VARIANTS } from '../../security/variants.ts';
import { synthesizedStage } from '../helpers/rollout-app.ts';
import { propertiesOf, resolveRefs, theResource } from '../helpers/template.ts';
import '../helpers/scratch.ts';

interface AlarmProperties extends Pick<PutMetricAlarmInput, 'AlarmName'> {
  readonly AlarmActions: readonly unknown[];
  readonly OKActions: readonly unknown[];
}

const MINUTE_MS = 60_000;
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:on-call';

const { evaluation, comparison } = VARIANTS.measured;
const outcomes = { ...VARIANTS.measured.outcomes, judge_score: { direction: 'up' } } as const;
const template = synthesizedStage({ outcomes, evaluation, comparison, alarmTopicArns: [TOPIC] });

const ABOUT_OUTCOMES = ['outcomes-failing', 'outcomes-lost', 'token-rotation-failed'];
const ABOUT_JUDGE = ['answers-unjudged', 'judge-failing'];

/** Headings of a stage's alarms that are not there without outcomes, judge and report. */
function furtherAlarms(changes: Parameters<typeof synthesizedStage>[0]): readonly string[] {
  const names = (of: typeof template) =>
    propertiesOf<AlarmProperties>(of, 'AWS::CloudWatch::Alarm').map(({ AlarmName = '' }) => AlarmName);
  const usual = names(synthesizedStage({}));
  const further = names(synthesizedStage(changes)).filter((name) => !usual.includes(name));
  return further.map((name) => name.replace('model-rollout-prod-', '')).toSorted();
}

function theAlarm(heading: string): AlarmProperties {
  const all = propertiesOf<AlarmProperties>(template, 'AWS::CloudWatch::Alarm');
  const found = all.find(({ AlarmName }) => AlarmName === `model-rollout-prod-${heading}`);
  if (found === undefined) throw new Error(`no alarm ${heading}`);
  return found;
}

/** What CloudWatch has of a resource: a metric by one dimension, which is the resource's name. */
function ofResource(Namespace: string, MetricName: string, [dimension, type, id]: [string, string, string]) {
  return { Namespace, MetricName, dimensions: { [dimension]: theResource(template, type, id).id } };
}

const functionMetric = (metric: string, id: string) =>
  ofResource('AWS/Lambda', metric, ['FunctionName', 'AWS::Lambda::Function', id]);
const waiting = (id: string) =>
  ofResource('AWS/SQS', 'ApproximateNumberOfMessagesVisible', ['QueueName', 'AWS::SQS::Queue', id]);
const doorMetric = (MetricName: string) => ({
  ...{ Namespace: METRIC_NAMESPACE, MetricName },
  dimensions: { [DIMENSION.service]: 'model-rollout', [DIMENSION.environment]: 'prod' },
});

/** As CloudFormation would put it, but that a resource's name is its id. */
function resolved(alarm: AlarmProperties): PutMetricAlarmInput {
  const named = JSON.stringify(alarm, (_, value) => Object(value)['Fn::GetAtt']?.[0] ?? value);
  return resolveRefs(JSON.parse(named)) as PutMetricAlarmInput;
}

/** State of an alarm after each minute of a metric's values; `undefined` is a minute without any. */
function statesOf(
  heading: string,
  metric: ReturnType<typeof ofResource>,
  minutes: readonly (number | undefined)[],
) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const cloudWatch = new CloudWatch({ clock });
  cloudWatch.putMetricAlarm(resolved(theAlarm(heading)));
  const { Namespace, MetricName, dimensions } = metric;
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return minutes.map((Value) => {
    const data = { MetricName, Value, Dimensions, Timestamp: new Date(clock.now()) };
    if (Value !== undefined) cloudWatch.putMetricData({ Namespace, MetricData: [data] });
    clock.advance(MINUTE_MS);
    return cloudWatch.describeAlarms({}).MetricAlarms?.[0]?.StateValue;
  });
}

describe('the alarms about what is measured after an answer', () => {
  it('are there for what a stage has, and for nothing that it has not', () => {
    expect(furtherAlarms({ outcomes })).toEqual(ABOUT_OUTCOMES);
    expect(furtherAlarms({ evaluation })).toEqual([...ABOUT_OUTCOMES, ...ABOUT_JUDGE].toSorted());
    expect(furtherAlarms({ comparison })).toEqual(['report-failed']);
    expect(furtherAlarms({ comparison: {} })).toEqual([]);
  });

  it.each([...ABOUT_OUTCOMES, ...ABOUT_JUDGE, 'report-failed'])(
    'tell whoever hears of alarms of %s',
    (heading) => {
      const { AlarmActions, OKActions } = theAlarm(heading);
      expect(AlarmActions).toContain(TOPIC);
      expect(OKActions).toEqual(AlarmActions);
    },
  );

  it('take nothing back', () => {
    const [environment] = propertiesOf<{ Monitors: readonly unknown[] }>(
      template,
      'AWS::AppConfig::Environment',
    );
    expect(environment?.Monitors).toHaveLength(5);
    expect(JSON.stringify(environment)).not.toContain('MeasureAlarms');
  });
});

describe.each([
  ['outcomes-failing', functionMetric('Errors', 'OutcomesHandlerFunction')],
  ['outcomes-failing', functionMetric('Throttles', 'OutcomesHandlerFunction')],
  ['outcomes-failing', doorMetric(OUTCOMES_METRIC.deferred)],
  ['outcomes-failing', doorMetric(OUTCOMES_METRIC.unsettled)],
  ['judge-failing', functionMetric('Errors', 'EvaluationHandlerFunction')],
  ['judge-failing', functionMetric('Throttles', 'EvaluationHandlerFunction')],
])('%s', (heading, metric) => {
  it(`fires when ${metric.MetricName} goes on, and not for what passes by itself`, () => {
    expect(statesOf(heading, metric, [1, 0, 2, 3])).toEqual(['OK', 'OK', 'OK', 'ALARM']);
    expect(statesOf(heading, metric, [9, 0, 0, 0, 9, 0, 0, 0, undefined])).not.toContain('ALARM');
  });
});

describe.each([
  ['outcomes-lost', waiting('OutcomesLost')],
  [
    'outcomes-lost',
    ofResource('AWS/Events', 'FailedInvocations', ['RuleName', 'AWS::Events::Rule', 'OutcomesEvents']),
  ],
  ['answers-unjudged', waiting('DeadLetters')],
  ['token-rotation-failed', functionMetric('Errors', 'TokenKeyRotationFunction')],
])('%s', (heading, metric) => {
  it(`fires at the first of ${metric.MetricName}, and is well when there are none`, () => {
    expect(statesOf(heading, metric, [0, 1])).toEqual(['OK', 'ALARM']);
    expect(statesOf(heading, metric, [0, 0, undefined, 0])).not.toContain('ALARM');
  });
});

describe('report-failed', () => {
  const attempts = functionMetric('Errors', 'ReportHandlerFunction');
  const minutes = (count: number) => Array<undefined>(count).fill(undefined);

  it('fires when all three attempts failed, however long each took', () => {
    expect(statesOf('report-failed', attempts, [1, ...minutes(6), 1, ...minutes(7), 1]).at(-1)).toBe('ALARM');
    expect(statesOf('report-failed', attempts, [1, 1, undefined, 1]).at(-1)).toBe('ALARM');
  });

  it('does not fire for a report that came at the last attempt', () => {
    expect(statesOf('report-failed', attempts, [1, 1, undefined, 0, ...minutes(20)])).not.toContain('ALARM');
  });
});
