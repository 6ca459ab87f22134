import type {
  AlarmHistoryItem,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from './alarm.ts';
import { validationError } from './errors.ts';
import { page } from './page.ts';

/** Default and limit of `MaxRecords` (API reference). */
const MAX_RECORDS = 100;

/** State changes of all alarms, deleted ones included, in the order they happened. */
export class AlarmHistory {
  readonly #items: AlarmHistoryItem[] = [];

  record(alarmName: string, from: AlarmState, to: AlarmState): void {
    this.#items.push({
      AlarmName: alarmName,
      AlarmType: 'MetricAlarm',
      Timestamp: new Date(to.sinceMs),
      HistoryItemType: 'StateUpdate',
      HistorySummary: `Alarm updated from ${from.value} to ${to.value}`,
      HistoryData: JSON.stringify({
        version: '1.0',
        oldState: { stateValue: from.value, stateReason: from.reason },
        newState: { stateValue: to.value, stateReason: to.reason },
      }),
    });
  }

  /** DescribeAlarmHistory: newest first unless `ScanBy` says otherwise. Throws `ValidationError`, `InvalidNextToken`. */
  describe(input: DescribeAlarmHistoryInput): DescribeAlarmHistoryOutput {
    const size = input.MaxRecords ?? MAX_RECORDS;
    if (!Number.isInteger(size) || size < 1 || size > MAX_RECORDS) {
      throw validationError(`got MaxRecords ${size}, allowed is 1 to ${MAX_RECORDS}`);
    }
    const found = this.#items.filter((item) => fits(item, input));
    if (input.ScanBy !== 'TimestampAscending') found.reverse();
    const { items, nextToken } = page(found, input.NextToken, size);
    return { AlarmHistoryItems: [...items], ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
  }
}

function fits(item: AlarmHistoryItem, input: DescribeAlarmHistoryInput): boolean {
  const atMs = item.Timestamp?.getTime() ?? 0;
  return (
    (input.AlarmName === undefined || input.AlarmName === item.AlarmName) &&
    (input.HistoryItemType === undefined || input.HistoryItemType === item.HistoryItemType) &&
    (input.AlarmTypes === undefined || input.AlarmTypes.includes('MetricAlarm')) &&
    (input.StartDate === undefined || atMs >= input.StartDate.getTime()) &&
    (input.EndDate === undefined || atMs <= input.EndDate.getTime())
  );
}
