import { GetEnvironmentCommand } from '@aws-sdk/client-appconfig';
import { type AlarmType, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Place } from '../../lambda/guard/place.ts';
import type { AppConfigSender, CloudWatchSender } from '../../lambda/watch/senders.ts';
import type { AlarmObservation } from './observation.ts';

/** DescribeAlarms gives metric alarms only, unless it is told otherwise (API reference). */
const ALARM_TYPES: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

/** Names of the alarms that are monitors of the environment, in its order. Rejects with the SDK's errors. */
export async function monitorsOf(
  client: AppConfigSender,
  { applicationId, environmentId }: Place,
): Promise<readonly string[]> {
  const { Monitors = [] } = await client.send(
    new GetEnvironmentCommand({ ApplicationId: applicationId, EnvironmentId: environmentId }),
  );
  // Names of alarms may have colons in them.
  return Monitors.map(({ AlarmArn = '' }) => AlarmArn.split(':alarm:').slice(1).join(':alarm:'));
}

/** How these alarms stand, at most 100. Rejects with the SDK's errors. */
export async function alarmsNamed(
  client: CloudWatchSender,
  names: readonly string[],
): Promise<readonly AlarmObservation[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ALARM_TYPES, MaxRecords: 100 }),
  );
  const found = new Map([...MetricAlarms, ...CompositeAlarms].map((alarm) => [alarm.AlarmName, alarm]));
  return names.map((name) => {
    const alarm = found.get(name);
    return {
      name,
      state: alarm ? (alarm.StateValue ?? 'INSUFFICIENT_DATA') : 'MISSING',
      isHeeded: alarm?.ActionsEnabled !== false,
    };
  });
}
