import type { AlarmStates } from '../appconfig/monitors.ts';
import type { CloudWatch } from './cloudwatch.ts';

/** The alarms as AppConfig asks for them, by ARN. */
export function alarmStates(cloudWatch: CloudWatch): AlarmStates {
  return {
    state: (arn) => {
      const name = arn.split(':').at(-1) ?? '';
      const [alarm] = cloudWatch.describeAlarms({ AlarmNames: [name] }).MetricAlarms ?? [];
      if (!alarm) return undefined;
      return {
        state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
        actionsEnabled: alarm.ActionsEnabled !== false,
      };
    },
  };
}
