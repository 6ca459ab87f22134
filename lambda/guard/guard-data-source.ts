import { elementAt } from '../../core/element-at.ts';
import type { ArmGroups, ArmMinutes, GuardData, MetricData, Numbers } from '../../core/guard/guard-data.ts';
import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import { type MetricReader, readSeries, type Series, type TimeRange } from './metric-series.ts';
import type { Rollout } from './rollout.ts';
import { type ArmPlan, type MetricPlan, type Places, SeriesPlan } from './series-plan.ts';
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
 * Reads CloudWatch by minute and, where the guard counts users, by group of units and clock hour: requests by role, outcomes
 * by the values that are compared, since those of a rollout before may still be coming in. The first of the hours may have
 * begun before the rollout.
 */
export class CloudWatchGuardData implements GuardDataSource {
  readonly #reader: MetricReader;
  readonly #settings: GuardSettings;

  constructor(reader: MetricReader, settings: GuardSettings) {
    this.#reader = reader;
    this.#settings = settings;
  }

  async read(rollout: Rollout, nowMs: number, signal: AbortSignal): Promise<GuardData> {
    const plan = new SeriesPlan(this.#settings, rollout);
    const requests = plan.requests();
    const metrics = this.#settings.guard.guardrails.map((guardrail) => plan.guardrail(guardrail));
    const window = windowOf(rollout.sinceMs, nowMs);
    const values = await this.#values(plan.series, window, signal);
    return {
      firstMinute: window.firstMinute,
      metrics: metrics.map((metric) => metricData(metric, values)),
      requests: metricData(requests, values),
      shares: sharesByMinute(rollout.shares, window),
    };
  }

  async #values(series: readonly Series[], window: MinuteWindow, signal: AbortSignal): Promise<Values> {
    const range = rangeOf(window);
    // CloudWatch refuses an empty range.
    const isEmpty = window.toMinute === window.firstMinute;
    return {
      all: isEmpty ? [] : await readSeries(this.#reader, { series, range }, signal),
      skipped: window.firstMinute - range.fromMs / MINUTE_MS,
      minutes: window.toMinute - window.firstMinute,
      hours: isEmpty ? 0 : Math.ceil((range.toMs - range.fromMs) / HOUR_MS),
    };
  }
}

/** Values of every series of a plan; of none where nothing is to be read. */
interface Values {
  readonly all: readonly Float64Array[];
  /** Minutes before the first one of the rollout. */
  readonly skipped: number;
  readonly minutes: number;
  readonly hours: number;
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

function armMinutes({ exposures, sums, squares }: ArmPlan, values: Values): ArmMinutes {
  const minutesOf = (places: Places): Numbers => {
    const each = seriesAt(places, values).map((one) => one.subarray(values.skipped));
    return total(each, values.minutes);
  };
  return {
    exposures: minutesOf(exposures),
    sums: minutesOf(sums),
    ...(squares !== undefined && { sumsOfSquares: minutesOf(squares) }),
  };
}

function armGroups({ groups }: ArmPlan, values: Values): ArmGroups {
  const byHour = (placesOf: (group: ArmPlan['groups'][number]) => Places): readonly Numbers[] => {
    const totals = groups.map((group) => total(seriesAt(placesOf(group), values), values.hours));
    return Array.from({ length: values.hours }, (_, hour) => totals.map((each) => elementAt(each, hour)));
  };
  return { exposures: byHour(({ exposures }) => exposures), sums: byHour(({ sums }) => sums) };
}

function seriesAt(places: Places, { all }: Values): readonly Float64Array[] {
  return all.length === 0 ? [] : places.map((place) => elementAt(all, place));
}

/** Of none it is 0 all along. */
function total(each: readonly Float64Array[], length: number): Float64Array {
  const [only, ...others] = each;
  if (only !== undefined && others.length === 0) return only;
  const sums = new Float64Array(length);
  for (const one of each) for (const [at, value] of one.entries()) sums[at] = elementAt(sums, at) + value;
  return sums;
}
