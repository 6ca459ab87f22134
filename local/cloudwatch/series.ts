import { MINUTE_MS } from '../clock.ts';
import { noSamples, type Samples, type Statistic, summarize } from './statistic.ts';

/** Summary of samples whose raw values are gone. */
export interface StatisticSet {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * The samples of one metric, kept by the minute as CloudWatch keeps custom metrics. Each has two times: the one it describes, which says to what minute it belongs, and the
 * one from which it can be seen. Reading as of a moment gives the same answer however late it is asked.
 */
export class Series {
  readonly #minutes = new Map<number, Minute>();
  #latest: Minute | undefined;
  #latestKey = Number.NaN;

  /** `weight` is how often the value occurred; default once. */
  add(timestampMs: number, visibleAtMs: number, value: number, weight = 1): void {
    const minute = this.#minuteOf(timestampMs);
    minute.values.push(value);
    minute.visibleAt.push(visibleAtMs);
    if (weight !== 1) minute.weights.set(minute.values.length - 1, weight);
    include(minute.all, weight, value * weight, value, value);
    if (visibleAtMs > minute.allVisibleAtMs) minute.allVisibleAtMs = visibleAtMs;
  }

  addSet(timestampMs: number, visibleAtMs: number, set: StatisticSet): void {
    const minute = this.#minuteOf(timestampMs);
    minute.sets.push({ ...set, visibleAtMs });
    include(minute.all, set.count, set.sum, set.minimum, set.maximum);
    if (visibleAtMs > minute.allVisibleAtMs) minute.allVisibleAtMs = visibleAtMs;
  }

  /** Statistic of the minutes that start in [`startMs`, `endMs`), over what was visible at `asOfMs`; absent if empty. */
  statistic(statistic: Statistic, startMs: number, endMs: number, asOfMs: number): number | undefined {
    const samples = noSamples();
    for (let key = Math.ceil(startMs / MINUTE_MS); key * MINUTE_MS < endMs; key += 1) {
      const minute = this.#minutes.get(key);
      if (minute === undefined) continue;
      // Old minutes are asked for again and again: their samples are added up once.
      if (statistic.kind !== 'percentile' && minute.allVisibleAtMs <= asOfMs) {
        const { count, sum, minimum, maximum } = minute.all;
        include(samples, count, sum, minimum, maximum);
      } else gather(minute, asOfMs, samples);
    }
    return summarize(samples, statistic);
  }

  #minuteOf(timestampMs: number): Minute {
    const key = Math.floor(timestampMs / MINUTE_MS);
    if (key === this.#latestKey && this.#latest !== undefined) return this.#latest;
    let minute = this.#minutes.get(key);
    if (minute === undefined) {
      minute = aMinute();
      this.#minutes.set(key, minute);
    }
    this.#latestKey = key;
    this.#latest = minute;
    return minute;
  }
}

interface Minute {
  readonly values: number[];
  readonly visibleAt: number[];
  /** Weights other than 1, by index of the value. */
  readonly weights: Map<number, number>;
  readonly sets: (StatisticSet & { readonly visibleAtMs: number })[];
  /** Of everything put so far, visible or not. */
  readonly all: Totals;
  /** When the last of it can be seen. */
  allVisibleAtMs: number;
}

type Totals = Pick<Samples, 'count' | 'sum' | 'minimum' | 'maximum'>;

function aMinute(): Minute {
  const all = { count: 0, sum: 0, minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY };
  return { values: [], visibleAt: [], weights: new Map(), sets: [], all, allVisibleAtMs: 0 };
}

function gather(minute: Minute, asOfMs: number, into: Samples): void {
  const { values, visibleAt, weights } = minute;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === undefined || (visibleAt[index] ?? Number.POSITIVE_INFINITY) > asOfMs) continue;
    const weight = weights.size === 0 ? 1 : (weights.get(index) ?? 1);
    into.values.push(value);
    into.weights.push(weight);
    include(into, weight, value * weight, value, value);
  }
  for (const set of minute.sets) {
    if (set.visibleAtMs > asOfMs) continue;
    into.allRaw = false;
    include(into, set.count, set.sum, set.minimum, set.maximum);
  }
}

function include(into: Totals, count: number, sum: number, minimum: number, maximum: number): void {
  into.count += count;
  into.sum += sum;
  if (minimum < into.minimum) into.minimum = minimum;
  if (maximum > into.maximum) into.maximum = maximum;
}
