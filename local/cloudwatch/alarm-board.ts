import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../http/service-error.ts';
import { Alarm, type AlarmState } from './alarm.ts';
import { defineAlarm } from './alarm-definition.ts';
import { AlarmHistory } from './alarm-history.ts';
import { invalidCombination, resourceNotFound, validationError } from './errors.ts';
import type { MetricStore } from './metric-store.ts';
import { page } from './page.ts';

const STATES: readonly StateValue[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
/** Default and limit of DescribeAlarms' `MaxRecords` (API reference). */
const DEFAULT_RECORDS = 50;
const MAX_RECORDS = 100;

/** An alarm that went from one state to another. */
export interface AlarmStateChange {
  readonly alarmName: string;
  readonly alarmArn: string;
  readonly from: StateValue;
  readonly to: StateValue;
  /** Epoch milliseconds of the evaluation, or of SetAlarmState. */
  readonly atMs: number;
  readonly reason: string;
  /** ARNs CloudWatch would invoke; empty while the alarm's actions are disabled. */
  readonly actions: readonly string[];
}

export type AlarmStateListener = (change: AlarmStateChange) => void;

export interface AlarmBoardOptions {
  readonly store: MetricStore;
  /** ARN of an alarm up to its name. */
  readonly arnPrefix: string;
  /** How many periods beyond the judged ones an evaluation looks back for real datapoints. */
  readonly extraPeriods: number;
}

/** All metric alarms, their history and their listeners. */
export class AlarmBoard {
  readonly #options: AlarmBoardOptions;
  readonly #alarms = new Map<string, Alarm>();
  readonly #history = new AlarmHistory();
  readonly #listeners: AlarmStateListener[] = [];

  constructor(options: AlarmBoardOptions) {
    this.#options = options;
  }

  onStateChange(listener: AlarmStateListener): void {
    this.#listeners.push(listener);
  }

  /** Evaluates every alarm at one moment, in the order they were made. */
  evaluateAll(atMs: number): void {
    for (const alarm of this.#alarms.values()) {
      const { store, extraPeriods } = this.#options;
      this.#change(alarm, alarm.evaluate(store, atMs, extraPeriods));
    }
  }

  put(input: PutMetricAlarmInput, nowMs: number): void {
    const definition = defineAlarm(input);
    const existing = this.#alarms.get(definition.name);
    if (existing !== undefined) existing.configure(definition, nowMs);
    else {
      const arn = this.#options.arnPrefix + definition.name;
      this.#alarms.set(definition.name, new Alarm(arn, definition, nowMs));
    }
  }

  describe(input: DescribeAlarmsInput): DescribeAlarmsOutput {
    const size = checkDescribe(input);
    const found = [...this.#alarms.values()]
      .filter((alarm) => fits(alarm, input))
      .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
    const { items, nextToken } = page(found, input.NextToken, size);
    return {
      MetricAlarms: items.map((alarm) => alarm.describe()),
      CompositeAlarms: [],
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  }

  describeHistory(input: DescribeAlarmHistoryInput): DescribeAlarmHistoryOutput {
    return this.#history.describe(input);
  }

  setState(input: SetAlarmStateInput, nowMs: number): void {
    const { StateValue: wanted, StateReason: reason, StateReasonData: reasonData } = input;
    const alarm = this.#alarms.get(input.AlarmName ?? '');
    if (alarm === undefined) throw resourceNotFound(`got unknown alarm ${input.AlarmName}; put it first`);
    const value = STATES.find((state) => state === wanted);
    if (value === undefined || reason === undefined) {
      throw validationError(
        `got state ${wanted} with reason ${reason}, allowed are ${STATES.join(', ')} with a reason; give both`,
      );
    }
    if (reasonData !== undefined && !isJson(reasonData)) {
      throw new ServiceError('InvalidFormat', 400, 'got StateReasonData that is not JSON; give JSON');
    }
    const state: AlarmState = {
      value,
      reason,
      sinceMs: nowMs,
      ...(reasonData === undefined ? {} : { reasonData }),
    };
    this.#change(alarm, state);
  }

  /** Names that no alarm has are passed over, as CloudWatch does. */
  setActionsEnabled(names: readonly string[] | undefined, enabled: boolean): void {
    for (const name of names ?? []) {
      const alarm = this.#alarms.get(name);
      if (alarm !== undefined) alarm.actionsEnabled = enabled;
    }
  }

  /** Deletes those that exist, then refuses the unknown names. Throws `ResourceNotFound`. */
  delete(input: DeleteAlarmsInput): void {
    const unknown = (input.AlarmNames ?? []).filter((name) => !this.#alarms.delete(name));
    if (unknown.length > 0) {
      throw resourceNotFound(`got unknown alarms ${unknown.join(', ')}; the others were deleted`);
    }
  }

  #change(alarm: Alarm, to: AlarmState): void {
    const from = alarm.state;
    alarm.state = to;
    if (from.value === to.value) return;
    const { name } = alarm.definition;
    this.#history.record(name, from, to);
    const change: AlarmStateChange = {
      alarmName: name,
      alarmArn: alarm.arn,
      from: from.value,
      to: to.value,
      atMs: to.sinceMs,
      reason: to.reason,
      actions: [...alarm.actions()],
    };
    for (const listener of this.#listeners) listener(change);
  }
}

function checkDescribe(input: DescribeAlarmsInput): number {
  for (const member of ['ActionPrefix', 'ChildrenOfAlarmName', 'ParentsOfAlarmName'] as const) {
    if (input[member] !== undefined)
      throw validationError(`got ${member}, which is not modelled; leave it out`);
  }
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
    throw invalidCombination('got AlarmNames and AlarmNamePrefix, allowed is one of them; leave one out');
  }
  const size = input.MaxRecords ?? DEFAULT_RECORDS;
  if (Number.isInteger(size) && size >= 1 && size <= MAX_RECORDS) return size;
  throw validationError(`got MaxRecords ${size}, allowed is 1 to ${MAX_RECORDS}`);
}

function fits(alarm: Alarm, input: DescribeAlarmsInput): boolean {
  const { name } = alarm.definition;
  return (
    (input.AlarmNames === undefined || input.AlarmNames.includes(name)) &&
    name.startsWith(input.AlarmNamePrefix ?? '') &&
    (input.StateValue === undefined || input.StateValue === alarm.state.value) &&
    (input.AlarmTypes === undefined || input.AlarmTypes.includes('MetricAlarm'))
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
