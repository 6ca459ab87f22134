import type { AppConfigBehaviour } from './behaviour.ts';

/** State of a CloudWatch alarm, now. */
export interface MonitoredAlarm {
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** An alarm whose actions are disabled rolls nothing back. */
  readonly actionsEnabled: boolean;
}

/** Where AppConfig asks for its monitors. */
export interface AlarmStates {
  /** `undefined`: there is no such alarm, which counts as `INSUFFICIENT_DATA`. */
  state(alarmArn: string): MonitoredAlarm | undefined;
}

/** Knows every alarm, and none ever fires. */
export const noAlarms: AlarmStates = { state: () => ({ state: 'OK', actionsEnabled: true }) };

/** Whether a monitor calls for a rollback. */
export function fires(alarm: MonitoredAlarm | undefined, behaviour: AppConfigBehaviour): boolean {
  const { state, actionsEnabled } = alarm ?? { state: 'INSUFFICIENT_DATA', actionsEnabled: true };
  if (!actionsEnabled || state === 'OK') return false;
  return state === 'ALARM' || behaviour.insufficientData === 'roll-back';
}
