import { DescribeAlarmsCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchSender } from './senders.ts';

/** How an alarm stands; one whose actions are disabled is left out wherever these are given. */
export interface HeededAlarm {
  readonly name: string;
  readonly state: StateValue;
}

/**
 * The metric alarms of these names, at most 100, whose actions are enabled: AppConfig does not heed the others, and
 * neither does the watch. Names that no alarm has are passed over, and composite alarms: to see them takes a permission
 * on every alarm of the account. Without names CloudWatch is not asked.
 */
export async function heededAlarms(
  client: CloudWatchSender,
  names: readonly string[],
): Promise<readonly HeededAlarm[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], MaxRecords: 100 }),
  );
  return MetricAlarms.filter(({ ActionsEnabled }) => ActionsEnabled !== false).map(
    ({ AlarmName = '', StateValue: state = 'INSUFFICIENT_DATA' }) => ({ name: AlarmName, state }),
  );
}
