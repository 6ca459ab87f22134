import { elementAt } from '../../core/element-at.ts';
import type { ArmGroups, ArmMinutes, GuardData, MetricData, Numbers } from '../../core/guard/guard-data.ts';
import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import { type MetricReader, readSeries, type TimeRange } from './metric-series.ts';
import type { Rollout } from './rollout.ts';
import { type ArmPlan, type MetricPlan, SeriesPlan } from './series-plan.ts';
import type { GuardSettings } from './settings.ts';
import { type MinuteWindow, sharesByMinute } from './shares-by-minute.ts';

/** Reads what a verdict rests on. */
export interface GuardDataSource {
  /** All closed minutes of the rollout at `nowMs`. Rejects when they are not to be had. */
  read(rollout: Rollout, nowMs: number, signal: AbortSignal): Promise<GuardData>;
}

/**
 * Milliseconds after its end from which on a minute counts as closed. Records reach CloudWatch through the log within
 * seconds; what comes later is counted from the next look on, in both arms alike.
 */
export const METRIC_SETTLE_MS = MINUTE_MS;

/**
 * CloudWatch keeps minutes for 15 days. A longer rollout is judged in stretches of this length, each from its own
 * beginning and with a promise of its own.
 */
export const MAX_WINDOW_MS = 14 * 24 * HOUR_MS;

/**
 * Reads CloudWatch: by role and minute and, where the guard counts users, by group of units and clock hour. The first of
 * these hours may have begun before the rollout.
 */
export class CloudWatchGuardData implements GuardDataSource {
  readonly #reader: MetricReader;
  readonly #plan: SeriesPlan;
  readonly #requests: MetricPlan;
  readonly #metrics: readonly MetricPlan[];

  constructor(reader: MetricReader, settings: GuardSettings) {
    this.#reader = reader;
    this.#plan = new SeriesPlan(settings);
    this.#requests = this.#plan.requests();
    this.#metrics = settings.guard.guardrails.map((guardrail) => this.#plan.guardrail(guardrail));
  }

  async read(rollout: Rollout, nowMs: number, signal: AbortSignal): Promise<GuardData> {
    const window = windowOf(rollout.sinceMs, nowMs);
    const values = await this.#values(window, signal);
    return {
      firstMinute: window.firstMinute,
      metrics: this.#metrics.map((metric) => metricData(metric, values)),
      requests: metricData(this.#requests, values),
      shares: sharesByMinute(rollout.shares, window),
    };
  }

  async #values(window: MinuteWindow, signal: AbortSignal): Promise<Values> {
    const { series } = this.#plan;
    // CloudWatch refuses an empty range.
    if (window.toMinute === window.firstMinute)
      return { all: series.map(() => new Float64Array(0)), skipped: 0 };
    const range = rangeOf(window);
    return {
      all: await readSeries(this.#reader, { series, range }, signal),
      skipped: window.firstMinute - range.fromMs / MINUTE_MS,
    };
  }
}

/** Values of every series of a plan. */
interface Values {
  readonly all: readonly Float64Array[];
  /** Minutes before the first one of the rollout. */
  readonly skipped: number;
}

function windowOf(sinceMs: number, nowMs: number): MinuteWindow {
  const stretches = Math.max(0, Math.floor((nowMs - sinceMs) / MAX_WINDOW_MS));
  const firstMinute = Math.ceil((sinceMs + stretches * MAX_WINDOW_MS) / MINUTE_MS);
  const closed = Math.floor((nowMs - METRIC_SETTLE_MS) / MINUTE_MS);
  return { firstMinute, toMinute: Math.max(firstMinute, closed) };
}

/** From the full hour before, so that periods of an hour are clock hours. */
function rangeOf({ firstMinute, toMinute }: MinuteWindow): TimeRange {
  const fromMs = Math.floor((firstMinute * MINUTE_MS) / HOUR_MS) * HOUR_MS;
  return { fromMs, toMs: toMinute * MINUTE_MS };
}

function metricData({ candidate, control }: MetricPlan, values: Values): MetricData {
  const minutes = { candidate: armMinutes(candidate, values), control: armMinutes(control, values) };
  if (candidate.groups.length === 0) return { minutes };
  return {
    minutes,
    groups: { candidate: armGroups(candidate, values), control: armGroups(control, values) },
  };
}

function armMinutes({ exposures, sums, squares }: ArmPlan, { all, skipped }: Values): ArmMinutes {
  const minutesOf = (place: number): Numbers => elementAt(all, place).subarray(skipped);
  return {
    exposures: minutesOf(exposures),
    sums: minutesOf(sums),
    ...(squares !== undefined && { sumsOfSquares: minutesOf(squares) }),
  };
}

function armGroups({ groups }: ArmPlan, { all }: Values): ArmGroups {
  const hours = elementAt(all, elementAt(groups, 0).sums).length;
  const byHour = (place: (group: ArmPlan['groups'][number]) => number): readonly Numbers[] =>
    Array.from({ length: hours }, (_, hour) =>
      groups.map((group) => elementAt(elementAt(all, place(group)), hour)),
    );
  return { exposures: byHour(({ exposures }) => exposures), sums: byHour(({ sums }) => sums) };
}
