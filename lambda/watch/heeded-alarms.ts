import { type AlarmType, DescribeAlarmsCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchSender } from './senders.ts';

/** How an alarm stands whose actions are enabled. */
export interface HeededAlarm {
  readonly name: string;
  readonly state: StateValue;
}

/** DescribeAlarms gives metric alarms only, unless it is told otherwise (API reference). */
const ALARM_TYPES: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

/**
 * The alarms of these names, at most 100, whose actions are enabled: AppConfig does not heed the others, and neither
 * does the watch. Names that no alarm has are passed over. Without names CloudWatch is not asked.
 */
export async function heededAlarms(
  client: CloudWatchSender,
  names: readonly string[],
): Promise<readonly HeededAlarm[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ALARM_TYPES, MaxRecords: 100 }),
  );
  return [...MetricAlarms, ...CompositeAlarms]
    .filter(({ ActionsEnabled }) => ActionsEnabled !== false)
    .map(({ AlarmName = '', StateValue: state = 'INSUFFICIENT_DATA' }) => ({ name: AlarmName, state }));
}

/** The same for a look that goes on without them, with what went wrong. */
export async function tryHeededAlarms(
  client: CloudWatchSender,
  names: readonly string[],
): Promise<{ readonly heeded: readonly HeededAlarm[]; readonly troubles: readonly string[] }> {
  return heededAlarms(client, names).then(
    (heeded) => ({ heeded, troubles: [] }),
    (error: unknown) => ({ heeded: [], troubles: [`the alarms could not be read: ${String(error)}`] }),
  );
}
