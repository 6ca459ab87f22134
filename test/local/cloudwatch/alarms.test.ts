import type { PutMetricAlarmInput, StateValue } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { VirtualClock } from '../../../local/clock.ts';
import type { AlarmStateChange } from '../../../local/cloudwatch/alarm-board.ts';
import type { CloudWatch, CloudWatchOptions } from '../../../local/cloudwatch/cloudwatch.ts';
import { aMathAlarm, anAlarm, anEngine, emf, MINUTE, START } from './builders.ts';

interface Scene {
  readonly clock: VirtualClock;
  readonly cloudWatch: CloudWatch;
  readonly changes: AlarmStateChange[];
  /** Reports `errors` in the middle of minute `minute`. */
  report(minute: number, errors: number, arrivedLaterMs?: number): void;
  /** Moves the clock to the start of `minute` and ticks. */
  to(minute: number): void;
  state(): StateValue | undefined;
}

function scene(
  alarm: Partial<PutMetricAlarmInput> = {},
  options: Omit<CloudWatchOptions, 'clock'> = {},
): Scene {
  const { clock, cloudWatch } = anEngine(options);
  const changes: AlarmStateChange[] = [];
  cloudWatch.putMetricAlarm(anAlarm(alarm));
  cloudWatch.onAlarmStateChange((change) => changes.push(change));
  return {
    clock,
    cloudWatch,
    changes,
    report(minute, errors, arrivedLaterMs = 0) {
      const atMs = START + minute * MINUTE + 30_000;
      cloudWatch.ingestLog(emf({ Errors: errors }, atMs), atMs + arrivedLaterMs);
    },
    to(minute) {
      clock.moveTo(START + minute * MINUTE);
      cloudWatch.tick();
    },
    state: () => cloudWatch.describeAlarms({}).MetricAlarms?.[0]?.StateValue,
  };
}

// BEHAVIOUR C17 to C20
describe('an alarm', () => {
  it('starts without enough data', () => {
    expect(scene().state()).toBe('INSUFFICIENT_DATA');
  });

  it('fires when the period that breaches is closed, not before', () => {
    const { report, to, clock, state } = scene();
    report(0, 6);
    clock.advance(MINUTE - 1);
    expect(state()).toBe('INSUFFICIENT_DATA');
    to(1);
    expect(state()).toBe('ALARM');
  });

  it('evaluates every minute that the clock has jumped over, each as of itself', () => {
    const { report, to, changes } = scene({ TreatMissingData: 'notBreaching' }, { extraPeriods: 0 });
    report(1, 6);
    report(2, 1);
    report(4, 9);
    to(6);
    expect(changes.map(({ to: state, atMs }) => [state, (atMs - START) / MINUTE])).toEqual([
      ['OK', 1],
      ['ALARM', 2],
      ['OK', 3],
      ['ALARM', 5],
      ['OK', 6],
    ]);
  });

  it('keeps judging the last real datapoint while it is within the extra periods', () => {
    const { report, to, changes } = scene({ TreatMissingData: 'notBreaching' }, { extraPeriods: 2 });
    report(0, 6);
    to(6);
    expect(changes.map(({ to: state, atMs }) => [state, (atMs - START) / MINUTE])).toEqual([
      ['ALARM', 1],
      ['OK', 4],
    ]);
  });

  it('fires on enough breaching datapoints among the evaluated ones', () => {
    const { report, to, changes } = scene({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    for (const [minute, errors] of [9, 0, 0, 9, 0, 9, 0, 0].entries()) report(minute, errors);
    to(8);
    expect(changes.map(({ to: state, atMs }) => [state, (atMs - START) / MINUTE])).toEqual([
      ['OK', 2],
      ['ALARM', 6],
      ['OK', 7],
    ]);
  });

  it('takes a late datum into account while its period is in range', () => {
    const { report, to, changes } = scene({ TreatMissingData: 'notBreaching' });
    report(0, 6, 2 * MINUTE);
    to(4);
    expect(changes.map(({ to: state, atMs }) => [state, (atMs - START) / MINUTE])).toEqual([
      ['OK', 1],
      ['ALARM', 3],
      ['OK', 4],
    ]);
  });

  it('sees a breach later by the metric delay', () => {
    const { report, to, changes } = scene({}, { metricDelayMs: 45_000 });
    report(0, 6);
    to(3);
    expect(changes.map(({ atMs }) => (atMs - START) / MINUTE)).toEqual([2]);
  });

  it('slides a longer period along minute by minute', () => {
    const { report, to, changes } = scene({ Period: 300 });
    report(3, 6);
    to(9);
    expect(changes.map(({ to: state, atMs }) => [state, (atMs - START) / MINUTE])).toEqual([['ALARM', 4]]);
  });

  it('watches an expression', () => {
    const { clock, cloudWatch } = anEngine();
    cloudWatch.putMetricAlarm(aMathAlarm('IF(m2 >= 20, m1 / m2, 0)'));
    const rate = (errors: number, requests: number) => {
      cloudWatch.ingestLog(emf({ Errors: errors, Requests: requests }, clock.now()));
      clock.advance(MINUTE);
      return cloudWatch.describeAlarms({}).MetricAlarms?.[0]?.StateValue;
    };
    expect([rate(5, 19), rate(3, 20), rate(2, 20)]).toEqual(['OK', 'ALARM', 'OK']);
  });
});

// BEHAVIOUR C21
describe('a state change', () => {
  it('names the alarm, the reason and the actions of the new state', () => {
    const actions = { AlarmActions: ['arn:a'], OKActions: ['arn:o'], InsufficientDataActions: ['arn:i'] };
    const { report, to, changes } = scene(actions);
    report(0, 6);
    report(1, 1);
    to(1);
    expect(changes[0]).toEqual({
      alarmName: 'errors',
      alarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors',
      from: 'INSUFFICIENT_DATA',
      to: 'ALARM',
      atMs: START + MINUTE,
      reason: '1 of the newest 1 datapoints [6] is greater than 5; 1 of 1 make an alarm',
      actions: ['arn:a'],
    });
    to(6);
    expect(changes.slice(1).map((change) => change.actions)).toEqual([['arn:o'], ['arn:i']]);
  });

  it('has no actions while they are disabled', () => {
    const { cloudWatch, report, to, changes } = scene({ AlarmActions: ['arn:a'], OKActions: ['arn:o'] });
    report(0, 6);
    report(1, 1);
    cloudWatch.disableAlarmActions({ AlarmNames: ['errors', 'unknown'] });
    to(1);
    cloudWatch.enableAlarmActions({ AlarmNames: ['errors'] });
    to(2);
    expect(changes.map((change) => change.actions)).toEqual([[], ['arn:o']]);
  });

  it('is told once and kept in the history, newest first', () => {
    const { cloudWatch, report, to, changes } = scene();
    report(0, 6);
    report(1, 6);
    report(2, 1);
    to(3);
    const { AlarmHistoryItems: items = [] } = cloudWatch.describeAlarmHistory({ AlarmName: 'errors' });
    expect(changes).toHaveLength(2);
    expect(items.map(({ HistorySummary, Timestamp }) => [HistorySummary, Timestamp?.getTime()])).toEqual([
      ['Alarm updated from ALARM to OK', START + 3 * MINUTE],
      ['Alarm updated from INSUFFICIENT_DATA to ALARM', START + MINUTE],
    ]);
  });

  it('lets its listener use the engine without disturbing the order of evaluations', () => {
    const { cloudWatch, report, to, changes } = scene({}, { extraPeriods: 0 });
    const seen: (StateValue | undefined)[] = [];
    cloudWatch.onAlarmStateChange(() =>
      seen.push(cloudWatch.describeAlarms({}).MetricAlarms?.[0]?.StateValue),
    );
    report(0, 6);
    report(1, 1);
    to(3);
    expect(seen).toEqual(['ALARM', 'OK', 'INSUFFICIENT_DATA']);
    expect(changes.map((change) => change.to)).toEqual(seen);
  });
});

// BEHAVIOUR C22
describe('setAlarmState', () => {
  const forced = { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'a drill' } as const;

  it('holds until an evaluation finds another state', () => {
    const { cloudWatch, clock, report, to, state, changes } = scene();
    report(0, 1);
    cloudWatch.setAlarmState(forced);
    clock.advance(MINUTE - 1);
    expect(state()).toBe('ALARM');
    to(1);
    expect(state()).toBe('OK');
    expect(changes.map(({ to: value }) => value)).toEqual(['ALARM', 'OK']);
  });

  it('shows its reason', () => {
    const { cloudWatch } = scene();
    cloudWatch.setAlarmState({ ...forced, StateReasonData: '{"drill":1}' });
    const expected = { StateReason: 'a drill', StateReasonData: '{"drill":1}' };
    expect(cloudWatch.describeAlarms({}).MetricAlarms?.[0]).toMatchObject(expected);
  });

  it.each([
    ['an unknown alarm', { ...forced, AlarmName: 'other' }, 'ResourceNotFound'],
    ['reason data that are not JSON', { ...forced, StateReasonData: '{' }, 'InvalidFormat'],
    ['no reason', { ...forced, StateReason: undefined }, 'ValidationError'],
  ])('refuses %s', (_what, input, name) => {
    expect(() => scene().cloudWatch.setAlarmState(input)).toThrow(expect.objectContaining({ name }));
  });
});

// BEHAVIOUR C17, C18
describe('putMetricAlarm', () => {
  it('replaces the configuration and leaves the state until the next evaluation', () => {
    const { cloudWatch, report, to, state } = scene();
    report(0, 6);
    report(1, 6);
    to(1);
    cloudWatch.putMetricAlarm(anAlarm({ Threshold: 100 }));
    expect(state()).toBe('ALARM');
    expect(cloudWatch.describeAlarms({}).MetricAlarms).toHaveLength(1);
    to(2);
    expect(state()).toBe('OK');
  });

  it('is not evaluated for minutes before it existed', () => {
    const { clock, cloudWatch } = anEngine();
    cloudWatch.ingestLog(emf({ Errors: 9 }, START));
    clock.advance(3 * MINUTE);
    cloudWatch.putMetricAlarm(anAlarm());
    expect(cloudWatch.describeAlarmHistory({}).AlarmHistoryItems).toEqual([]);
  });
});

// BEHAVIOUR C23
describe('describeAlarms', () => {
  function withThree(): CloudWatch {
    const { cloudWatch } = anEngine();
    for (const AlarmName of ['b-two', 'a-one', 'b-one']) cloudWatch.putMetricAlarm(anAlarm({ AlarmName }));
    cloudWatch.setAlarmState({ AlarmName: 'a-one', StateValue: 'OK', StateReason: 'test' });
    return cloudWatch;
  }

  it.each([
    ['nothing', {}, ['a-one', 'b-one', 'b-two']],
    ['names', { AlarmNames: ['b-two', 'unknown'] }, ['b-two']],
    ['a prefix', { AlarmNamePrefix: 'b-' }, ['b-one', 'b-two']],
    ['a state', { StateValue: 'OK' as const }, ['a-one']],
    ['another type', { AlarmTypes: ['CompositeAlarm' as const] }, []],
  ])('filters by %s, in the order of names', (_what, input, expected) => {
    const { MetricAlarms: alarms = [] } = withThree().describeAlarms(input);
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(expected);
  });

  it('shows the configuration as it was put', () => {
    const { cloudWatch } = anEngine();
    const put = anAlarm({
      TreatMissingData: 'ignore',
      AlarmDescription: 'too many errors',
      ActionsEnabled: false,
    });
    cloudWatch.putMetricAlarm({ ...put, Tags: [{ Key: 'a', Value: 'b' }] });
    const [alarm] = cloudWatch.describeAlarms({}).MetricAlarms ?? [];
    expect(alarm).toMatchObject(put);
    expect(alarm).not.toHaveProperty('Tags');
    expect(alarm?.AlarmArn).toBe('arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors');
  });

  it('pages in the order of names', () => {
    const cloudWatch = withThree();
    const first = cloudWatch.describeAlarms({ MaxRecords: 2 });
    const second = cloudWatch.describeAlarms({ MaxRecords: 2, NextToken: first.NextToken });
    expect([first.MetricAlarms?.length, second.MetricAlarms?.[0]?.AlarmName]).toEqual([2, 'b-two']);
    expect(second).not.toHaveProperty('NextToken');
    expect(cloudWatch.describeAlarms({ MaxRecords: 3 })).not.toHaveProperty('NextToken');
  });

  it.each([
    [{ AlarmNames: ['a'], AlarmNamePrefix: 'a' }, 'InvalidParameterCombination'],
    [{ MaxRecords: 101 }, 'ValidationError'],
    [{ ActionPrefix: 'arn' }, 'ValidationError'],
  ])('refuses %o', (input, name) => {
    expect(() => withThree().describeAlarms(input)).toThrow(expect.objectContaining({ name }));
  });
});

// BEHAVIOUR C21
describe('describeAlarmHistory', () => {
  function withHistory(): CloudWatch {
    const { cloudWatch, report, to } = scene();
    [6, 1, 6].forEach((errors, minute) => {
      report(minute, errors);
    });
    to(3);
    return cloudWatch;
  }

  it.each([
    ['an alarm', { AlarmName: 'other' }, []],
    ['a kind of item', { HistoryItemType: 'Action' as const }, []],
    ['a type of alarm', { AlarmTypes: ['CompositeAlarm' as const] }, []],
    ['a time', { StartDate: new Date(START + 2 * MINUTE), EndDate: new Date(START + 2 * MINUTE) }, [2]],
    ['age', { ScanBy: 'TimestampAscending' as const }, [1, 2, 3]],
    ['number', { MaxRecords: 1 }, [3]],
  ])('chooses by %s', (_what, input, minutes) => {
    const { AlarmHistoryItems: items = [] } = withHistory().describeAlarmHistory(input);
    expect(items.map(({ Timestamp }) => ((Timestamp?.getTime() ?? 0) - START) / MINUTE)).toEqual(minutes);
  });

  it('refuses a page of nothing', () => {
    expect(() => withHistory().describeAlarmHistory({ MaxRecords: 0 })).toThrow(/got MaxRecords 0/);
  });
});

// BEHAVIOUR C21, C23
describe('deleteAlarms', () => {
  it('deletes the known ones, refuses the unknown ones and keeps the history', () => {
    const { cloudWatch, report, to } = scene();
    report(0, 6);
    to(1);
    expect(() => cloudWatch.deleteAlarms({ AlarmNames: ['errors', 'gone'] })).toThrow(/unknown alarms gone/);
    expect(cloudWatch.describeAlarms({}).MetricAlarms).toEqual([]);
    expect(cloudWatch.describeAlarmHistory({}).AlarmHistoryItems).toHaveLength(1);
  });
});
