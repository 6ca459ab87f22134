import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  DisableAlarmActionsInput,
  EnableAlarmActionsInput,
  GetMetricDataInput,
  GetMetricDataOutput,
  ListMetricsInput,
  ListMetricsOutput,
  PutMetricAlarmInput,
  PutMetricDataInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { ACCOUNT } from '../account.ts';
import { type Clock, MINUTE_MS } from '../clock.ts';
import { AlarmBoard, type AlarmStateListener } from './alarm-board.ts';
import { ingestEmbeddedMetrics } from './embedded-metrics.ts';
import { getMetricData } from './metric-data.ts';
import { putMetricData } from './metric-intake.ts';
import { listMetrics } from './metric-list.ts';
import { MetricStore } from './metric-store.ts';

/** Time from a log line to a datapoint that alarms see. AWS promises none; half a minute is ours. */
export const METRIC_DELAY_MS = 30_000;

export interface CloudWatchOptions {
  readonly clock: Clock;
  /** Milliseconds from a datum's arrival until alarms and GetMetricData see it; default 0. */
  readonly metricDelayMs?: number;
  /**
   * Periods beyond the evaluation periods that an alarm looks back for real datapoints; default 2, the number in
   * CloudWatch's examples, which do not say it for other alarms.
   */
  readonly extraPeriods?: number;
}

/**
 * An embedded model of Amazon CloudWatch metrics and metric alarms. Operations are named like the API's and speak the
 * SDK's shapes; they throw `ServiceError` with CloudWatch's error codes. `local/BEHAVIOUR.md` is its specification.
 *
 * Alarms are evaluated at each full minute of the clock. Nothing happens by itself: `tick` and every alarm operation
 * first make the evaluations that are due, each with the data visible at its own minute.
 */
export class CloudWatch {
  readonly #clock: Clock;
  readonly #metricDelayMs: number;
  readonly #store = new MetricStore();
  readonly #alarms: AlarmBoard;
  #nextEvaluationMs: number;
  #evaluating = false;

  constructor(options: CloudWatchOptions) {
    const { clock, metricDelayMs = 0, extraPeriods = 2 } = options;
    this.#clock = clock;
    this.#metricDelayMs = metricDelayMs;
    const arnPrefix = `arn:aws:cloudwatch:${ACCOUNT.region}:${ACCOUNT.id}:alarm:`;
    this.#alarms = new AlarmBoard({ store: this.#store, arnPrefix, extraPeriods });
    this.#nextEvaluationMs = nextMinute(clock.now());
  }

  /** Calls `listener` at every state change, in the order of the changes. */
  onAlarmStateChange(listener: AlarmStateListener): void {
    this.#alarms.onStateChange(listener);
  }

  /** Evaluates the alarms at every full minute that has passed since the last tick, oldest first. */
  tick(): void {
    // A listener may call an operation that ticks; the minute under evaluation is finished first.
    if (this.#evaluating) return;
    const now = this.#clock.now();
    this.#evaluating = true;
    try {
      while (this.#nextEvaluationMs <= now) {
        const atMs = this.#nextEvaluationMs;
        this.#nextEvaluationMs = atMs + MINUTE_MS;
        this.#alarms.evaluateAll(atMs);
      }
    } finally {
      this.#evaluating = false;
    }
  }

  putMetricData(input: PutMetricDataInput): void {
    const nowMs = this.#clock.now();
    putMetricData(this.#store, input, { nowMs, visibleAtMs: nowMs + this.#metricDelayMs });
  }

  /**
   * Takes one log line that reached CloudWatch at `atMs` (default now) and answers how many samples of metrics it
   * carried: 0 for a line that is not in Embedded Metric Format.
   */
  ingestLog(line: string, atMs = this.#clock.now()): number {
    return ingestEmbeddedMetrics(this.#store, line, atMs + this.#metricDelayMs);
  }

  getMetricData(input: GetMetricDataInput): GetMetricDataOutput {
    return getMetricData(this.#store, input, this.#clock.now());
  }

  listMetrics(input: ListMetricsInput): ListMetricsOutput {
    return listMetrics(this.#store, input);
  }

  putMetricAlarm(input: PutMetricAlarmInput): void {
    this.tick();
    this.#alarms.put(input, this.#clock.now());
  }

  describeAlarms(input: DescribeAlarmsInput): DescribeAlarmsOutput {
    this.tick();
    return this.#alarms.describe(input);
  }

  describeAlarmHistory(input: DescribeAlarmHistoryInput): DescribeAlarmHistoryOutput {
    this.tick();
    return this.#alarms.describeHistory(input);
  }

  /** The state holds until an evaluation finds another. */
  setAlarmState(input: SetAlarmStateInput): void {
    this.tick();
    this.#alarms.setState(input, this.#clock.now());
  }

  enableAlarmActions(input: EnableAlarmActionsInput): void {
    this.tick();
    this.#alarms.setActionsEnabled(input.AlarmNames, true);
  }

  disableAlarmActions(input: DisableAlarmActionsInput): void {
    this.tick();
    this.#alarms.setActionsEnabled(input.AlarmNames, false);
  }

  deleteAlarms(input: DeleteAlarmsInput): void {
    this.tick();
    this.#alarms.delete(input);
  }
}

/** The first full minute after `nowMs`. */
function nextMinute(nowMs: number): number {
  return (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
}
