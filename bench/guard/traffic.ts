import { elementAt } from '../../core/element-at.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';
import type { Direction } from '../../core/guard/tilts.ts';
import type { Random } from '../../local/random.ts';
import { ArmSeries, type MetricSeries } from './arm-series.ts';
import { type Drift, type Percentages, percentageAt, rateDrift, trafficDrift } from './course.ts';
import type { ArmMix, Crowd, Mix } from './crowd.ts';
import { binomial, poisson, spread } from './draws.ts';

/** What is counted of the requests. */
export interface MetricModel {
  /** `events`: 0 or 1 of each request. `scores`: grades in quarters from 0 to 1, of every second request. */
  readonly kind: 'events' | 'scores';
  /** Rate of the control's events at the beginning; scores have grades of their own. */
  readonly rate: number;
  /** The candidate's rate, or mean score, ÷ the control's. */
  readonly ratio: number;
  /** What the guard is told to put up with. */
  readonly tolerance: number;
  readonly direction: Direction;
  /** Earlier metrics, by index, whose events are counted here as well: a time-out is an error too. */
  readonly includes?: readonly number[];
}

export interface TrafficSpec {
  readonly requestsPerMinute: number;
  readonly percentages: Percentages;
  readonly drift: Drift;
  readonly metrics: readonly MetricModel[];
  /** Minute from which the candidate differs; default 0. */
  readonly faultMinute?: number;
}

/** Shares of the grades ¼, ½, ¾ and 1; the rest is 0. */
const GRADES = [0.1, 0.2, 0.35, 0.3];
/** How many of the requests are graded. */
const GRADED = 0.5;
const ROLES: readonly Role[] = ['candidate', 'control'];

/** Rate of an events metric in one arm and minute, of a unit of ordinary hazard. */
export function eventRate(spec: TrafficSpec, at: number, role: Role, minute: number): number {
  return elementAt(spec.metrics, at).rate * rateDrift(spec.drift, minute) * ratioOf(spec, at, role, minute);
}

function ratioOf({ faultMinute = 0, metrics }: TrafficSpec, at: number, role: Role, minute: number): number {
  return role === 'candidate' && minute >= faultMinute ? elementAt(metrics, at).ratio : 1;
}

/** A rollout's counts, drawn minute by minute as far as they are asked for. */
export class Traffic {
  readonly metrics: readonly MetricSeries[];
  readonly requests: MetricSeries = { candidate: new ArmSeries(), control: new ArmSeries() };
  minutes = 0;
  #mix: { readonly percentage: number; readonly mix: Mix } | undefined;
  readonly #spec: TrafficSpec;
  readonly #crowd: Crowd;
  readonly #random: Random;
  readonly #exposures = new Float64Array(UNIT_GROUPS);
  readonly #sums: readonly Float64Array[];

  constructor(spec: TrafficSpec, crowd: Crowd, random: Random) {
    this.#spec = spec;
    this.#crowd = crowd;
    this.#random = random;
    this.metrics = spec.metrics.map(() => ({ candidate: new ArmSeries(), control: new ArmSeries() }));
    this.#sums = spec.metrics.map(() => new Float64Array(UNIT_GROUPS));
  }

  /** Draws what is missing of the first `minutes` minutes. */
  extend(minutes: number): void {
    for (const { candidate, control } of [this.requests, ...this.metrics]) {
      candidate.grow(minutes);
      control.grow(minutes);
    }
    for (; this.minutes < minutes; this.minutes += 1) {
      const mix = this.#mixNow();
      for (const role of ROLES) this.#drawArm(role, mix[role]);
    }
  }

  #mixNow(): Mix {
    const percentage = percentageAt(this.#spec.percentages, this.minutes);
    if (this.#mix?.percentage !== percentage) this.#mix = { percentage, mix: this.#crowd(percentage) };
    return this.#mix.mix;
  }

  #drawArm(role: Role, mix: ArmMix): void {
    const { requestsPerMinute, drift, metrics } = this.#spec;
    const mean = requestsPerMinute * trafficDrift(drift, this.minutes) * mix.share;
    spread(poisson(mean, this.#random), mix.groups, this.#exposures, this.#random);
    this.requests[role].add(this.#exposures, NONE);
    for (const [at, model] of metrics.entries()) {
      const { exposures, sums } =
        model.kind === 'events'
          ? { exposures: this.#exposures, sums: this.#drawEvents(at, role, mix) }
          : this.#drawScores(at, role);
      elementAt(this.metrics, at)[role].add(exposures, sums);
    }
  }

  #drawEvents(at: number, role: Role, mix: ArmMix): Float64Array {
    const { includes = [] } = elementAt(this.#spec.metrics, at);
    const perHazard = eventRate(this.#spec, at, role, this.minutes);
    const sums = elementAt(this.#sums, at);
    for (let group = 0; group < UNIT_GROUPS; group += 1) {
      const probability = perHazard * elementAt(mix.hazards, group) + elementAt(mix.certain, group);
      const events = binomial(elementAt(this.#exposures, group), Math.min(1, probability), this.#random);
      sums[group] = events;
      for (const other of includes)
        sums[group] = elementAt(sums, group) + elementAt(elementAt(this.#sums, other), group);
    }
    return sums;
  }

  /** A worse score is a grade that became 0; so the mean is right to the last digit. Drift makes scores worse. */
  #drawScores(at: number, role: Role): { exposures: Float64Array; sums: Float64Array } {
    const kept = ratioOf(this.#spec, at, role, this.minutes) / rateDrift(this.#spec.drift, this.minutes);
    const [exposures, sums] = [new Float64Array(UNIT_GROUPS), elementAt(this.#sums, at)];
    for (let group = 0; group < UNIT_GROUPS; group += 1) {
      exposures[group] = binomial(elementAt(this.#exposures, group), GRADED, this.#random);
      sums[group] = sumOfGrades(binomial(elementAt(exposures, group), kept, this.#random), this.#random);
    }
    return { exposures, sums };
  }
}

const NONE = new Float64Array(UNIT_GROUPS);

function sumOfGrades(grades: number, random: Random): number {
  let [sum, left, rest] = [0, grades, 1];
  for (const [at, share] of GRADES.entries()) {
    const drawn = binomial(left, share / rest, random);
    sum += (drawn * (at + 1)) / GRADES.length;
    left -= drawn;
    rest -= share;
  }
  return sum;
}
