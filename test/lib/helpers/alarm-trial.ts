import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import {
  DIMENSION,
  type GUARD_METRIC,
  METRIC_NAMESPACE,
  type MetricName,
} from '../../../lambda/metric-names.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { propertiesOf } from './template.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 1);

/** Values of one minute: metric → one number for each request, or each look of the guard. */
export type Minute = Partial<
  Record<MetricName | (typeof GUARD_METRIC)[keyof typeof GUARD_METRIC], readonly number[]>
>;

/** What is recorded in a minute, by role; `all` is the whole service. */
export interface Traffic {
  readonly candidate?: Minute;
  readonly control?: Minute;
  readonly all?: Minute;
}

/** `count` requests of which the first `errors` failed. */
export function requests(count: number, errors = 0): Minute {
  const each = <Value>(value: (index: number) => Value) =>
    Array.from({ length: count }, (_, index) => value(index));
  return { Requests: each(() => 1), Errors: each((index) => (index < errors ? 1 : 0)) };
}

/** Runs one alarm of a template over minutes of traffic, and answers its state after each. */
export function alarmStates(
  template: CloudFormationTemplate,
  heading: string,
  minutes: readonly Traffic[],
): readonly (string | undefined)[] {
  const clock = new VirtualClock(START_MS);
  const cloudWatch = new CloudWatch({ clock });
  const alarm = propertiesOf<PutMetricAlarmInput>(template, 'AWS::CloudWatch::Alarm').find(({ AlarmName }) =>
    AlarmName?.endsWith(heading),
  );
  if (alarm === undefined) throw new Error(`no alarm ${heading} in the template`);
  cloudWatch.putMetricAlarm(alarm);
  return minutes.map((traffic, index) => {
    clock.advance(MINUTE_MS / 2);
    for (const [role, minute] of Object.entries(traffic))
      record(cloudWatch, role, minute, START_MS + index * MINUTE_MS);
    clock.advance(MINUTE_MS / 2);
    return cloudWatch.describeAlarms({}).MetricAlarms?.[0]?.StateValue;
  });
}

function record(cloudWatch: CloudWatch, role: string, minute: Minute, atMs: number): void {
  const dimensions = { [DIMENSION.service]: 'model-rollout', [DIMENSION.environment]: 'prod' };
  const all = role === 'all' ? dimensions : { ...dimensions, [DIMENSION.role]: role };
  cloudWatch.putMetricData({
    Namespace: METRIC_NAMESPACE,
    MetricData: Object.entries(minute).flatMap(([MetricName, values]) =>
      values.map((Value) => ({
        MetricName,
        Value,
        Timestamp: new Date(atMs),
        Dimensions: Object.entries(all).map(([Name, value]) => ({ Name, Value: value })),
      })),
    ),
  });
}
