import { elementAt } from '../../core/element-at.ts';
import { type Dispersion, dispersionOf, INDEPENDENT } from '../../core/guard/dispersion.ts';
import { EventSplitProcess } from '../../core/guard/event-split.ts';
import type { ProcessTotals } from '../../core/guard/evidence-process.ts';
import { logSumExp } from '../../core/guard/log-sum.ts';
import { MIN_EFFECTIVE_GROUPS } from '../../core/guard/metric-evidence.ts';
import { starts } from '../../core/guard/restarts.ts';
import { type Tilt, tiltsAgainst } from '../../core/guard/tilts.ts';
import { type ArmSeries, betweenMinutes, type MetricSeries } from './arm-series.ts';
import type { MetricModel } from './traffic.ts';

/** What the evidence is tempered by: the dispersion of both arms (the guard's way), the control's alone, or nothing. */
export type Tempering = 'both' | 'control' | 'none';

export interface MetricRunOptions {
  readonly minimumExposures: number;
  /** Epoch minute in which the rollout began; restarts come with the clock's hours. */
  readonly firstMinute: number;
}

/**
 * One metric's evidence after any number of a rollout's minutes. Processes, dispersion and restarts are core's; what is
 * done here is to take differences of cumulated counts where `judge` adds them up, and to say cheaply in which minutes
 * nothing can have happened.
 */
export class MetricRun {
  readonly #series: MetricSeries;
  readonly #process: EventSplitProcess;
  readonly #bounds: Float64Array;
  readonly #options: MetricRunOptions;

  constructor({ tolerance, direction }: MetricModel, series: MetricSeries, options: MetricRunOptions) {
    this.#series = series;
    this.#options = options;
    const tilts = tiltsAgainst(direction);
    this.#process = new EventSplitProcess(series, { tolerance, tilts });
    const each = tilts.map(
      (tilt) => new EventSplitProcess(series, { tolerance, tilts: [{ ...tilt, weight: 1 }] }),
    );
    this.#bounds = boundsOf(each, tilts, options.firstMinute);
  }

  /** At least the e-value after so many minutes, however it is tempered. */
  bound(minutes: number): number {
    return elementAt(this.#bounds, minutes);
  }

  logEvidence(minutes: number, tempering: Tempering): number {
    const { begun, notBegun } = starts(this.#options.firstMinute, minutes);
    const logs = begun.map(
      ({ fromMinute, weight }) => Math.log(weight) + this.#stretch(fromMinute, minutes, tempering),
    );
    return logSumExp([...logs, Math.log(notBegun)]);
  }

  #stretch(from: number, to: number, tempering: Tempering): number {
    const totals = this.#process.totals(from, to);
    const { factor, effectiveGroups } = this.#dispersion(from, to, totals, tempering);
    const log = this.#process.logEvidence(from, to, factor);
    const fewest = Math.min(totals.candidateExposures, totals.controlExposures);
    const enough = fewest >= this.#options.minimumExposures && effectiveGroups >= MIN_EFFECTIVE_GROUPS;
    return enough ? log : Math.min(log, 0);
  }

  #dispersion(from: number, to: number, totals: ProcessTotals, tempering: Tempering): Dispersion {
    if (tempering === 'none') return INDEPENDENT;
    const groupsOf = ({ groupExposures, groupSums }: ArmSeries) => ({
      exposures: [betweenMinutes(groupExposures, from, to)],
      sums: [betweenMinutes(groupSums, from, to)],
    });
    const { candidate, control } = this.#series;
    const groups = { candidate: groupsOf(candidate), control: groupsOf(control) };
    if (tempering === 'both') return dispersionOf(groups, totals);
    // Of the two arms' the largest counts, unless one is said to be empty.
    const { factor } = dispersionOf(groups, { ...totals, candidateVarianceShare: 0, candidateExposures: 0 });
    return { factor, effectiveGroups: Number.POSITIVE_INFINITY };
  }
}

/**
 * Tempering takes an e-value to E^(1/d) with d ≥ 1, which is at most 1 + E; so 1 + Σ w·v·E over starts and tilts is not
 * exceeded. Kept as a running sum over the starts for each tilt, it costs one exponential a tilt and minute.
 */
function boundsOf(
  processes: readonly EventSplitProcess[],
  tilts: readonly Tilt[],
  firstMinute: number,
): Float64Array {
  const { minutes } = elementAt(processes, 0);
  const bounds = new Float64Array(minutes + 1).fill(1);
  const { begun } = starts(firstMinute, minutes);
  for (const [at, process] of processes.entries()) {
    const logs = Float64Array.from({ length: minutes + 1 }, (_, to) => process.logEvidence(0, to, 1));
    const { weight } = elementAt(tilts, at);
    let [startsLog, next] = [Number.NEGATIVE_INFINITY, 0];
    for (let to = 1; to <= minutes; to += 1) {
      for (let start = begun[next]; start && start.fromMinute < to; start = begun[next]) {
        startsLog = logSumExp([startsLog, Math.log(start.weight) - elementAt(logs, start.fromMinute)]);
        next += 1;
      }
      bounds[to] = elementAt(bounds, to) + weight * Math.exp(elementAt(logs, to) + startsLog);
    }
  }
  return bounds;
}
