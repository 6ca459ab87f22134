import {
  type AlarmHistoryItem,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryInput,
  type DescribeAlarmHistoryOutput,
} from '@aws-sdk/client-cloudwatch';
import { isRecord } from '../../core/record.ts';
import type { TimelineAlarm } from '../../report/report-data.ts';
import { DAY_MS } from '../clock.ts';
import type { CloudWatchSender } from '../watch/senders.ts';
import type { Span } from './trials.ts';

/** What is read of alarms. */
export interface AlarmReader {
  describeAlarmHistory(
    input: DescribeAlarmHistoryInput,
    signal: AbortSignal,
  ): Promise<DescribeAlarmHistoryOutput>;
}

/** When alarms fired, and what has to be known of it. */
export interface AlarmHistory {
  readonly alarms: readonly TimelineAlarm[];
  readonly notes: readonly string[];
}

/** CloudWatch User Guide, "Common features of CloudWatch alarms". */
const KEPT_MS = 30 * DAY_MS;

const NOTE_ON_KEPT = 'CloudWatch keeps the history of alarms for 30 days: the timeline has none from before.';

/** The most that one call gives (API reference). */
const MAX_RECORDS = 100;

/** An alarm that changes more often than this many times a hundred is flapping, and no timeline shows that. */
const MAX_PAGES = 20;

/** Reads the history of alarms with the SDK's own patience. Rejects with its errors. */
export function alarmReader(client: CloudWatchSender): AlarmReader {
  return {
    describeAlarmHistory: (input, abortSignal) =>
      client.send(new DescribeAlarmHistoryCommand(input), { abortSignal }),
  };
}

/**
 * When these metric alarms were in `ALARM`, oldest first. Composite ones have no history here: CloudWatch gives it only to
 * who may read that of all alarms. What cannot be read is told of in a note, since no figure depends on it.
 */
export async function readAlarms(
  reader: AlarmReader,
  names: readonly string[],
  { within, nowMs }: { readonly within: Span; readonly nowMs: number },
  signal: AbortSignal,
): Promise<AlarmHistory> {
  try {
    const found = await Promise.all(names.map((name) => readAlarm(reader, name, within, signal)));
    const isCut = names.length > 0 && nowMs - within.fromMs > KEPT_MS;
    return {
      alarms: found.flat().toSorted((left, right) => left.fromMs - right.fromMs),
      notes: isCut ? [NOTE_ON_KEPT] : [],
    };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'an unknown error';
    return {
      alarms: [],
      notes: [`The history of alarms could not be read (${name}): the timeline has none.`],
    };
  }
}

async function readAlarm(
  reader: AlarmReader,
  name: string,
  within: Span,
  signal: AbortSignal,
): Promise<readonly TimelineAlarm[]> {
  const items: AlarmHistoryItem[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const input: DescribeAlarmHistoryInput = {
      ...{ AlarmName: name, HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' },
      ...{ StartDate: new Date(within.fromMs), EndDate: new Date(within.toMs), MaxRecords: MAX_RECORDS },
      ...(NextToken && { NextToken }),
    };
    const answer = await reader.describeAlarmHistory(input, signal);
    items.push(...(answer.AlarmHistoryItems ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) break;
  }
  if (items.length > 0) return timesInAlarm(name, items, within);
  return (await wasInAlarm(reader, name, within, signal)) ? [{ name, fromMs: within.fromMs }] : [];
}

/** By the newest change before the time: an alarm that does not change in it has no history there. */
async function wasInAlarm(
  reader: AlarmReader,
  name: string,
  { fromMs }: Span,
  signal: AbortSignal,
): Promise<boolean> {
  const input: DescribeAlarmHistoryInput = {
    ...{ AlarmName: name, HistoryItemType: 'StateUpdate', ScanBy: 'TimestampDescending' },
    ...{ EndDate: new Date(fromMs), MaxRecords: 1 },
  };
  const { AlarmHistoryItems: [newest] = [] } = await reader.describeAlarmHistory(input, signal);
  return statesIn(newest?.HistoryData).to === 'ALARM';
}

/** One that fired before the time began has only an end in its history. */
function timesInAlarm(
  name: string,
  items: readonly AlarmHistoryItem[],
  { fromMs: beginMs }: Span,
): readonly TimelineAlarm[] {
  const found: TimelineAlarm[] = [];
  let sinceMs: number | undefined;
  for (const { Timestamp, HistoryData } of items) {
    const atMs = Timestamp?.getTime() ?? beginMs;
    const { from, to } = statesIn(HistoryData);
    if (from === 'ALARM' && to !== 'ALARM') {
      found.push({ name, fromMs: sinceMs ?? beginMs, toMs: atMs });
      sinceMs = undefined;
    } else if (to === 'ALARM') sinceMs ??= atMs;
  }
  return sinceMs === undefined ? found : [...found, { name, fromMs: sinceMs }];
}

/** `HistoryData` is JSON with the states before and after; CloudWatch documents an example of it, and no schema. */
function statesIn(data = '{}'): { readonly from: unknown; readonly to: unknown } {
  const parsed: unknown = parsedOrNothing(data);
  const { oldState, newState } = isRecord(parsed) ? parsed : {};
  const stateOf = (state: unknown) => (isRecord(state) ? state.stateValue : undefined);
  return { from: stateOf(oldState), to: stateOf(newState) };
}

function parsedOrNothing(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
