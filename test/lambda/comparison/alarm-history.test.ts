import { CloudWatchClient, type DescribeAlarmHistoryInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarmReader, readAlarms } from '../../../lambda/comparison/alarm-history.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../../local/cloudwatch/http.ts';
import { connect } from '../../helpers/loopback-client.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 1);
const DAY = 24 * 60 * MINUTE;

type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** Alarms over the SDK's own client; each is set to a state at a minute after the start. */
async function anAccount(changes: readonly (readonly [minute: number, name: string, to: State])[]) {
  const clock = new VirtualClock(START);
  const cloudWatch = new CloudWatch({ clock });
  for (const AlarmName of new Set(changes.map(([, name]) => name))) {
    const metric = { Namespace: 'N', MetricName: 'M', Statistic: 'Sum', Period: 60 } as const;
    const limit = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 1 } as const;
    // It stays as it was set.
    cloudWatch.putMetricAlarm({ AlarmName, ...metric, ...limit, TreatMissingData: 'ignore' });
  }
  for (const [minute, AlarmName, StateValue] of changes) {
    clock.advance(START + minute * MINUTE - clock.now());
    cloudWatch.setAlarmState({ AlarmName, StateValue, StateReason: 'so it is' });
  }
  return alarmReader((await connect(CloudWatchClient, cloudWatchHandler(cloudWatch))).client);
}

const at = (minute: number): number => START + minute * MINUTE;
const time = (fromMinute: number, toMinute: number, nowMs = at(toMinute)) => ({
  within: { fromMs: at(fromMinute), toMs: at(toMinute) },
  nowMs,
});
const { signal } = new AbortController();

describe('the history of alarms', () => {
  it('is when each of them fired and was well again, oldest first', async () => {
    const reader = await anAccount([
      [1, 'errors', 'ALARM'],
      [2, 'latency', 'ALARM'],
      [4, 'errors', 'OK'],
      [5, 'unasked', 'ALARM'],
      [6, 'errors', 'ALARM'],
      [9, 'latency', 'INSUFFICIENT_DATA'],
    ]);
    const { alarms, notes } = await readAlarms(reader, ['latency', 'errors'], time(0, 60), signal);
    expect(alarms).toEqual([
      { name: 'errors', fromMs: at(1), toMs: at(4) },
      { name: 'latency', fromMs: at(2), toMs: at(9) },
      { name: 'errors', fromMs: at(6) },
    ]);
    expect(notes).toEqual([]);
  });

  it('is that of the time that is looked at, with what fired before it', async () => {
    const changes = [
      [1, 'errors', 'ALARM'],
      [5, 'errors', 'OK'],
      [20, 'errors', 'ALARM'],
    ] as const;
    const { alarms } = await readAlarms(await anAccount(changes), ['errors'], time(3, 10), signal);
    expect(alarms).toEqual([{ name: 'errors', fromMs: at(3), toMs: at(5) }]);
  });

  it('has what was in alarm all the time, and nothing of what was well again before', async () => {
    const changes = [
      [1, 'errors', 'ALARM'],
      [1, 'latency', 'ALARM'],
      [2, 'latency', 'OK'],
      [20, 'errors', 'OK'],
    ] as const;
    const { alarms } = await readAlarms(await anAccount(changes), ['latency', 'errors'], time(3, 10), signal);
    expect(alarms).toEqual([{ name: 'errors', fromMs: at(3) }]);
  });

  it('is whole where it comes on several pages', async () => {
    const changes = Array.from({ length: 240 }, (_, minute) => {
      return [minute, 'errors', minute % 2 === 0 ? 'ALARM' : 'OK'] as const;
    });
    const { alarms } = await readAlarms(await anAccount(changes), ['errors'], time(0, 300), signal);
    expect(alarms).toHaveLength(120);
    expect(alarms.at(-1)).toEqual({ name: 'errors', fromMs: at(238), toMs: at(239) });
  });

  it('says that there is none of what CloudWatch has forgotten, where alarms are asked for at all', async () => {
    const reader = await anAccount([]);
    const longAgo = time(0, 60, START + 31 * DAY);
    const noted = await readAlarms(reader, ['errors'], longAgo, signal);
    expect(noted.notes).toEqual([expect.stringContaining('for 30 days')]);
    expect(await readAlarms(reader, [], longAgo, signal)).toEqual({ alarms: [], notes: [] });
  });

  it('is left out with a note where it cannot be read, and ignores what it does not understand', async () => {
    const denied = { describeAlarmHistory: () => Promise.reject(new RangeError('no')) };
    expect(await readAlarms(denied, ['errors'], time(0, 60), signal)).toEqual({
      alarms: [],
      notes: [expect.stringContaining('(RangeError)')],
    });
    const odd = ['', '[]', '{"newState":1}', '{"newState":{"stateValue":"ODD"}}'];
    const items = odd.map((HistoryData) => ({ HistoryData, Timestamp: new Date(START) }));
    const reader = {
      describeAlarmHistory: async (_: DescribeAlarmHistoryInput) => ({
        AlarmHistoryItems: items,
        $metadata: {},
      }),
    };
    expect(await readAlarms(reader, ['errors'], time(0, 60), signal)).toEqual({ alarms: [], notes: [] });
  });
});
