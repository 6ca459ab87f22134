import { expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { tellOfAlarms } from '../../../local/sns/alarm-messages.ts';
import { Topics } from '../../../local/sns/topics.ts';

const ELSEWHERE = 'arn:aws:sns:eu-west-1:111122223333:alarms';

function aBench() {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const cloudWatch = new CloudWatch({ clock });
  const topics = new Topics({ clock });
  tellOfAlarms(cloudWatch, topics);
  cloudWatch.putMetricAlarm({
    ...{ AlarmName: 'blind', AlarmDescription: 'see the runbook', Namespace: 'N', MetricName: 'M' },
    ...{ Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1 },
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [ELSEWHERE, 'arn:aws:automate:us-east-1:ec2:stop'],
  });
  const set = (StateValue: 'ALARM' | 'OK') =>
    cloudWatch.setAlarmState({ AlarmName: 'blind', StateValue, StateReason: 'a test says so' });
  return { cloudWatch, topics, set };
}

// BEHAVIOUR E6
it('has the topics of an alarm told when it fires, and of nothing else', () => {
  const { topics, set } = aBench();
  set('ALARM');
  set('OK');
  expect(topics.notifications.map(({ topicArn }) => topicArn)).toEqual([ELSEWHERE]);
  expect(JSON.parse(topics.notifications[0]?.message ?? '')).toMatchObject({
    ...{ AlarmName: 'blind', AlarmDescription: 'see the runbook', NewStateReason: 'a test says so' },
    ...{ NewStateValue: 'ALARM', OldStateValue: 'INSUFFICIENT_DATA' },
    ...{ StateChangeTime: '2026-01-01T00:00:00.000+0000', Region: 'us-east-1' },
  });
});

it('tells nobody while the actions of the alarm are disabled', () => {
  const { cloudWatch, topics, set } = aBench();
  cloudWatch.disableAlarmActions({ AlarmNames: ['blind'] });
  set('ALARM');
  expect(topics.notifications).toEqual([]);
});
