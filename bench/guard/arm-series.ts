import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';

/** One arm's counts of one metric, minute by minute; what the guard is given by group, from the first minute on. */
export class ArmSeries {
  exposures = new Float64Array(0);
  sums = new Float64Array(0);
  /** Cumulated: entry `minute × UNIT_GROUPS + group` holds what came before that minute. */
  groupExposures = new Float64Array(UNIT_GROUPS);
  groupSums = new Float64Array(UNIT_GROUPS);
  #added = 0;

  /** Makes room for as many minutes. */
  grow(minutes: number): void {
    this.exposures = longer(this.exposures, minutes);
    this.sums = longer(this.sums, minutes);
    this.groupExposures = longer(this.groupExposures, (minutes + 1) * UNIT_GROUPS);
    this.groupSums = longer(this.groupSums, (minutes + 1) * UNIT_GROUPS);
  }

  /** Adds the next minute, both by group. */
  add(exposures: Float64Array, sums: Float64Array): void {
    const before = this.#added * UNIT_GROUPS;
    let [exposed, sum] = [0, 0];
    for (let group = 0; group < UNIT_GROUPS; group += 1) {
      const [more, worse] = [exposures[group] ?? 0, sums[group] ?? 0];
      const at = before + group;
      this.groupExposures[at + UNIT_GROUPS] = (this.groupExposures[at] ?? 0) + more;
      this.groupSums[at + UNIT_GROUPS] = (this.groupSums[at] ?? 0) + worse;
      exposed += more;
      sum += worse;
    }
    this.exposures[this.#added] = exposed;
    this.sums[this.#added] = sum;
    this.#added += 1;
  }
}

/** Both arms of one metric. */
export interface MetricSeries {
  readonly candidate: ArmSeries;
  readonly control: ArmSeries;
}

/** What cumulated counts by group came to between two minutes. */
export function betweenMinutes(cumulated: Float64Array, from: number, to: number): Float64Array {
  const totals = new Float64Array(UNIT_GROUPS);
  for (let group = 0; group < UNIT_GROUPS; group += 1) {
    totals[group] = (cumulated[to * UNIT_GROUPS + group] ?? 0) - (cumulated[from * UNIT_GROUPS + group] ?? 0);
  }
  return totals;
}

function longer(numbers: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length);
  copy.set(numbers.subarray(0, length));
  return copy;
}
