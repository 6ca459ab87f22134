import type { MetricAlarm, StateValue } from '@aws-sdk/client-cloudwatch';
import type { AlarmDefinition } from './alarm-definition.ts';
import { evaluateAlarm } from './alarm-evaluation.ts';
import { evaluateQueries } from './metric-query.ts';
import type { MetricStore } from './metric-store.ts';

/** A state an alarm was put into and why. */
export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/** One metric alarm: its configuration, which may be replaced, and its state, which stays. */
export class Alarm {
  readonly arn: string;
  definition: AlarmDefinition;
  actionsEnabled: boolean;
  state: AlarmState;
  #configuredAtMs: number;

  constructor(arn: string, definition: AlarmDefinition, nowMs: number) {
    this.arn = arn;
    this.definition = definition;
    this.actionsEnabled = definition.input.ActionsEnabled ?? true;
    this.state = { value: 'INSUFFICIENT_DATA', reason: 'not evaluated yet', sinceMs: nowMs };
    this.#configuredAtMs = nowMs;
  }

  /** Replaces the whole configuration; the state stays until the next evaluation, as CloudWatch documents. */
  configure(definition: AlarmDefinition, nowMs: number): void {
    this.definition = definition;
    this.actionsEnabled = definition.input.ActionsEnabled ?? true;
    this.#configuredAtMs = nowMs;
  }

  /** State that the closed periods up to `atMs` call for, read back over `extraPeriods` more than are judged. */
  evaluate(store: MetricStore, atMs: number, extraPeriods: number): AlarmState {
    const { definition, state } = this;
    const periods = definition.evaluationPeriods + extraPeriods;
    const startMs = atMs - periods * definition.periodMs;
    const all = evaluateQueries(definition.queries, { store, startMs, endMs: atMs, asOfMs: atMs });
    const range = all.get(definition.watchedId)?.points ?? [];
    const value = evaluateAlarm(definition, range, state.value);
    if (value === state.value) return state;
    return { value, reason: reasonFor(definition, range), sinceMs: atMs };
  }

  /** Actions of the state it is in; none while they are disabled. */
  actions(): readonly string[] {
    if (!this.actionsEnabled) return [];
    const { input } = this.definition;
    switch (this.state.value) {
      case 'ALARM':
        return input.AlarmActions ?? [];
      case 'OK':
        return input.OKActions ?? [];
      default:
        return input.InsufficientDataActions ?? [];
    }
  }

  describe(): MetricAlarm {
    const { Tags: _tags, ...configuration } = this.definition.input;
    const { value, reason, reasonData, sinceMs } = this.state;
    return {
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      Dimensions: [],
      ...configuration,
      AlarmArn: this.arn,
      ActionsEnabled: this.actionsEnabled,
      AlarmConfigurationUpdatedTimestamp: new Date(this.#configuredAtMs),
      StateValue: value,
      StateReason: reason,
      ...(reasonData === undefined ? {} : { StateReasonData: reasonData }),
      StateUpdatedTimestamp: new Date(sinceMs),
      StateTransitionedTimestamp: new Date(sinceMs),
    };
  }
}

function reasonFor(definition: AlarmDefinition, range: readonly (number | undefined)[]): string {
  const { evaluationPeriods, datapointsToAlarm, comparison, threshold, treatMissingData } = definition;
  const real = range.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const breaching = real.filter((value) => definition.breaches(value)).length;
  const shown = real.map((value) => Number(value.toPrecision(6))).join(', ');
  const missing = evaluationPeriods - real.length;
  return [
    `${breaching} of the newest ${real.length} datapoints [${shown}] ${breaching === 1 ? 'is' : 'are'} ${comparison.words} ${threshold}`,
    `${datapointsToAlarm} of ${evaluationPeriods} make an alarm`,
    ...(missing > 0 ? [`${missing} missing, treated as ${treatMissingData}`] : []),
  ].join('; ');
}
