import type {
  ExperimentData,
  ExperimentMetric,
  Moments,
  QuantilePeriod,
} from '../../core/experiment/experiment.ts';
import { quantileProbabilities } from '../../core/experiment/quantiles.ts';
import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';
import { DAY_MS } from '../../core/time/iso8601.ts';
import { type ComparedMetric, isAwaited, outcomeWarnings } from '../../lambda/comparison/compared-metrics.ts';
import { distributions } from '../../lambda/comparison/distributions.ts';
import { METRIC } from '../../lambda/metric-names.ts';
import type { ExposureRow } from '../../report/report-data.ts';
import { type RecordedExposure, valuesOf } from './recorded-exposure.ts';
import { ValueTotals } from './value-totals.ts';

const ALPHA = 0.05;
const CENTILES = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);

/** Adds up the records of one flag. Units of role control are one arm, whatever they were served. */
export class RecordTotals {
  readonly #flag: string;
  readonly #metrics: readonly ComparedMetric[];
  /** Totals by arm, metric, segment and group; an arm is its value, the control `undefined`. */
  readonly #totals = new Map<string, ValueTotals>();
  readonly #exposures = new Map<string, number>();
  readonly #candidates = new Set<string>();
  readonly #servedToControl = new Map<string, number>();
  readonly #segments = new Set<string>();
  fromMs = Number.POSITIVE_INFINITY;
  toMs = Number.NEGATIVE_INFINITY;

  constructor(flag: string, metrics: readonly ComparedMetric[]) {
    this.#flag = flag;
    this.#metrics = metrics;
  }

  /** Whether there is a control, and anything to hold against it. */
  get isCompared(): boolean {
    return this.#candidates.size > 0 && this.#servedToControl.size > 0;
  }

  add(record: RecordedExposure): void {
    const { role, value, atMs, segments, members } = record;
    this.fromMs = Math.min(this.fromMs, atMs);
    this.toMs = Math.max(this.toMs, atMs + 1);
    const arm = role === 'control' ? undefined : value;
    if (arm === undefined) this.#servedToControl.set(value, (this.#servedToControl.get(value) ?? 0) + 1);
    else this.#candidates.add(arm);
    for (const segment of segments) this.#segments.add(segment);
    if (members[METRIC.requests] === 1) this.#expose(record, arm);
    for (const metric of this.#metrics) this.#measure(record, arm, metric);
  }

  /** Everything that was added up; without `shares` the arms are taken to have what they should. */
  experiment(shares?: ReadonlyMap<string, number>): ExperimentData {
    const arms = this.#arms();
    const metrics = this.#metrics.flatMap((metric) => this.#metricData(metric, undefined) ?? []);
    const segments = [...this.#segments].toSorted();
    return {
      flag: this.#flag,
      control: this.#control(),
      arms: arms.map(([value, arm]) => {
        const exposures = sum([...this.#days(arm).values()]);
        return { value, exposures, share: shares ? (shares.get(value) ?? 0) : exposures };
      }),
      metrics,
      warnings: outcomeWarnings(metrics),
      days: (this.toMs - this.fromMs) / DAY_MS,
      ...(segments.length > 0 && {
        segments: segments.map((name) => ({
          name,
          metrics: this.#metrics.flatMap((metric) => this.#metricData(metric, name) ?? []),
        })),
      }),
    };
  }

  /** Requests by day, arm and segment. */
  exposureRows(): readonly ExposureRow[] {
    return this.#arms().flatMap(([value, arm]) =>
      [...this.#days(arm)].map(([atMs, count]) => ({ atMs, flag: this.#flag, arm: value, count })),
    );
  }

  #expose({ atMs }: RecordedExposure, arm: string | undefined): void {
    const key = keyOf(arm, Math.floor(atMs / DAY_MS) * DAY_MS);
    this.#exposures.set(key, (this.#exposures.get(key) ?? 0) + 1);
  }

  #measure(record: RecordedExposure, arm: string | undefined, metric: ComparedMetric): void {
    const covariate = record.covariates[metric.name];
    const known = typeof covariate === 'number' ? covariate : undefined;
    const groups = record.group === undefined ? [undefined] : [undefined, record.group];
    for (const value of valuesOf(record, metric)) {
      for (const segment of [undefined, ...record.segments]) {
        for (const group of groups) this.#totalsOf(keyOf(arm, metric.name, segment, group)).add(value, known);
      }
    }
  }

  #metricData(metric: ComparedMetric, segment: string | undefined): ExperimentMetric | undefined {
    const momentsOf = (arm: string | undefined, group?: number): Moments =>
      this.#totalsOf(keyOf(arm, metric.name, segment, group)).moments();
    const arms = this.#arms();
    const totals = arms.map(([, arm]) => momentsOf(arm));
    // A verdict that rests on what is in no record is not yet; it does not rest on something else.
    const isWaitedFor =
      segment === undefined && isAwaited({ metric: metric.name, standing: metric.standing });
    if (!isWaitedFor && totals.every(({ n }) => n === 0)) return undefined;
    const groups = arms.map(([, arm]) =>
      Array.from({ length: UNIT_GROUPS }, (_, group) => momentsOf(arm, group)),
    );
    const isGrouped = groups.every((all, at) => sum(all.map(({ n }) => n)) === totals[at]?.n);
    const isBinary = totals.every(({ sum: all, sumSquares }) => all === sumSquares);
    const named = <Value>(values: readonly Value[]): Readonly<Record<string, Value>> =>
      Object.fromEntries(arms.map(([value], at) => [value, values[at] as Value]));
    const { name, kind, direction, standing, outcome, hasQuantiles } = metric;
    return {
      ...{ metric: name, direction, standing, arms: named(totals) },
      kind: outcome !== undefined && isBinary ? 'proportion' : kind,
      ...(isGrouped && { groups: named(groups) }),
      ...(hasQuantiles && {
        quantiles: named(arms.map(([, arm]) => this.#quantiles(keyOf(arm, name, segment)))),
      }),
    };
  }

  #quantiles(key: string): readonly QuantilePeriod[] {
    const totals = this.#totalsOf(key);
    const { n } = totals.moments();
    const probabilities = [...quantileProbabilities(n, ALPHA, distributions), ...CENTILES];
    const ascending = [...new Set(probabilities)].toSorted((left, right) => left - right);
    return [{ n, points: n === 0 ? [] : totals.quantiles(ascending) }];
  }

  /** The control first. */
  #arms(): readonly (readonly [value: string, arm: string | undefined])[] {
    return [
      [this.#control(), undefined],
      ...[...this.#candidates].toSorted().map((one) => [one, one] as const),
    ];
  }

  /** What most of its units were served. */
  #control(): string {
    const [most] = [...this.#servedToControl].toSorted(([, left], [, right]) => right - left);
    return most?.[0] ?? '';
  }

  #days(arm: string | undefined): ReadonlyMap<number, number> {
    const own = [...this.#exposures].flatMap(([key, count]) => {
      const [of, day] = JSON.parse(key) as readonly [string | null, number];
      return of === (arm ?? null) ? [[day, count] as const] : [];
    });
    return new Map(own.toSorted(([left], [right]) => left - right));
  }

  #totalsOf(key: string): ValueTotals {
    const known = this.#totals.get(key) ?? new ValueTotals();
    this.#totals.set(key, known);
    return known;
  }
}

function keyOf(...parts: readonly (string | number | undefined)[]): string {
  return JSON.stringify(Array.from({ length: 4 }, (_, at) => parts[at] ?? null));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
