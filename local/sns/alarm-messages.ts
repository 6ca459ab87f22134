import { ACCOUNT } from '../account.ts';
import type { AlarmStateChange } from '../cloudwatch/alarm-board.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { Topics } from './topics.ts';

const TOPIC = /^arn:[^:]+:sns:/;

/** Has topics told of alarms, as the alarms' actions say. What other actions an alarm has is not carried out. */
export function tellOfAlarms(cloudWatch: CloudWatch, topics: Topics): void {
  cloudWatch.onAlarmStateChange((change) => {
    for (const action of change.actions) {
      if (TOPIC.test(action)) topics.publish({ TopicArn: action, Message: messageOf(cloudWatch, change) });
    }
  });
}

/** The members that readers go by, of the message that CloudWatch sends. */
function messageOf(cloudWatch: CloudWatch, change: AlarmStateChange): string {
  const { alarmName: AlarmName, alarmArn: AlarmArn, from, to, reason, atMs } = change;
  const [alarm] = cloudWatch.describeAlarms({ AlarmNames: [AlarmName] }).MetricAlarms ?? [];
  return JSON.stringify({
    AlarmName,
    AlarmDescription: alarm?.AlarmDescription ?? null,
    AWSAccountId: ACCOUNT.id,
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: new Date(atMs).toISOString().replace('Z', '+0000'),
    Region: ACCOUNT.region,
    AlarmArn,
    OldStateValue: from,
  });
}
