import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { STAGES } from '../../config/stages.ts';
import type { AlarmLimits } from '../../lib/constructs/alarm-limits.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import { propertiesOf } from '../../test/lib/helpers/template.ts';

/** Minutes that must be bad, of how many, in place of the construct's. */
interface Window {
  readonly bad: number;
  readonly of: number;
}

interface Setting {
  readonly limits: Partial<AlarmLimits>;
  /** By the end of the alarm's name. */
  readonly windows?: Readonly<Record<string, Window>>;
}

/** Limits that are measured. */
export const SETTINGS = {
  defaults: { limits: {} },
  /** For some 30 requests a minute: few errors must do. */
  little: {
    limits: { errorRateMinRequests: 3, errorRateMinErrors: 2, errorRateTolerancePoints: 20, errorFuse: 10 },
  },
  /** For some 3,300 requests a minute: small differences show. */
  much: {
    limits: {
      errorRateMinRequests: 30,
      errorRateMinErrors: 5,
      errorRateTolerancePoints: 5,
      latencyRatio: 1.5,
      latencyMinRequests: 50,
      errorFuse: 330,
    },
  },
  /** For models that time out now and then, whoever they are. */
  patient: { limits: { latencyRatio: 3 } },
  /** What the defaults were before they were measured. */
  first: {
    limits: { errorRateMinRequests: 10, latencyMinRequests: 30, errorFuse: 20 },
    windows: { 'candidate-latency': { bad: 3, of: 3 }, 'candidate-error-fuse': { bad: 1, of: 1 } },
  },
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** The alarms of production's synthesized template under a setting. */
export function alarmsOf(name: SettingName): readonly PutMetricAlarmInput[] {
  const { limits, windows = {} }: Setting = SETTINGS[name];
  const { template } = synthesizeStage({ ...STAGES.prod, alarmLimits: limits });
  return propertiesOf<PutMetricAlarmInput>(template, 'AWS::CloudWatch::Alarm').map((alarm) => {
    const [, window] = Object.entries(windows).find(([heading]) => alarm.AlarmName?.endsWith(heading)) ?? [];
    return window === undefined
      ? alarm
      : { ...alarm, DatapointsToAlarm: window.bad, EvaluationPeriods: window.of };
  });
}
