import { elementAt } from '../element-at.ts';
import type { EvidenceProcess, ProcessTotals } from './evidence-process.ts';
import type { ArmMinutes, MetricMinutes } from './guard-data.ts';
import { logSumExp } from './log-sum.ts';
import type { Tilt } from './tilts.ts';

/** Events of one minute, split between the arms. */
export interface EventSplit {
  /** Events, or the sum of values in [0, 1], of the candidate. */
  readonly candidate: number;
  /** Of both arms. */
  readonly both: number;
  /** Share of the events that would fall to the candidate at the tolerated ratio: n_T·R ÷ (n_T·R + n_C). */
  readonly share: number;
}

/**
 * Logarithm of the factor by which one minute changes the e-value of one tilt: λ·x_T − N·ln(1 + q(e^λ − 1)). Its mean is
 * at most 1 while the candidate is no worse than tolerated: exactly for rare events, with room to spare for values in
 * [0, 1], whatever the base rate and the traffic of the minute (proof in docs/guard.md; kin of Lindon & Malek,
 * arXiv 2011.03567).
 */
export function eventSplitLog({ candidate, both, share }: EventSplit, logOdds: number): number {
  return logOdds * candidate - both * Math.log1p(share * Math.expm1(logOdds));
}

export interface EventSplitOptions {
  /** Ratio of the candidate's rate to the control's that is tolerated; > 0. */
  readonly tolerance: number;
  readonly tilts: readonly Tilt[];
}

/** Exact evidence from counts, or sums of values in [0, 1], minute by minute. Minutes without exposures say nothing. */
export class EventSplitProcess implements EvidenceProcess {
  readonly minutes: number;
  readonly #tilts: readonly Tilt[];
  /** Cumulated, one entry more than there are minutes. */
  readonly #logs: readonly Float64Array[];
  readonly #events: Float64Array;
  readonly #expected: Float64Array;
  readonly #arms: { readonly [Arm in 'candidate' | 'control']: CumulatedArm };

  constructor(data: MetricMinutes, { tolerance, tilts }: EventSplitOptions) {
    this.minutes = data.candidate.exposures.length;
    this.#tilts = tilts;
    this.#logs = tilts.map(() => new Float64Array(this.minutes + 1));
    this.#events = new Float64Array(this.minutes + 1);
    this.#expected = new Float64Array(this.minutes + 1);
    this.#arms = { candidate: cumulate(data.candidate), control: cumulate(data.control) };
    for (let at = 0; at < this.minutes; at += 1) this.#add(at, splitOf(data, at, tolerance));
  }

  totals(fromMinute: number, toMinute: number): ProcessTotals {
    const { candidate, control } = this.#arms;
    const [candidateExposures, candidateSum] = between(candidate, fromMinute, toMinute);
    const [controlExposures, controlSum] = between(control, fromMinute, toMinute);
    const events = elementAt(this.#events, toMinute) - elementAt(this.#events, fromMinute);
    const expected = elementAt(this.#expected, toMinute) - elementAt(this.#expected, fromMinute);
    return {
      candidateExposures,
      controlExposures,
      candidateSum,
      controlSum,
      // x_T − q·N has variance N·q(1 − q), of which the candidate's events bring the part 1 − q.
      candidateVarianceShare: events > 0 ? 1 - expected / events : 0,
      unitVariance: {
        candidate: candidateExposures > 0 ? candidateSum / candidateExposures : 0,
        control: controlExposures > 0 ? controlSum / controlExposures : 0,
      },
    };
  }

  logEvidence(fromMinute: number, toMinute: number, dispersion: number): number {
    return logSumExp(
      this.#tilts.map(({ weight }, at) => {
        const log = elementAt(this.#logs, at);
        return Math.log(weight) + (elementAt(log, toMinute) - elementAt(log, fromMinute)) / dispersion;
      }),
    );
  }

  #add(at: number, split: EventSplit): void {
    for (const [tilt, log] of this.#logs.entries()) {
      log[at + 1] = elementAt(log, at) + eventSplitLog(split, elementAt(this.#tilts, tilt).logOdds);
    }
    this.#events[at + 1] = elementAt(this.#events, at) + split.both;
    this.#expected[at + 1] = elementAt(this.#expected, at) + split.both * split.share;
  }
}

interface CumulatedArm {
  readonly exposures: Float64Array;
  readonly sums: Float64Array;
}

const NO_EVENTS: EventSplit = { candidate: 0, both: 0, share: 0 };

/** A minute in which one arm is empty, or has sums without exposures because a record is late, is left out. */
function splitOf({ candidate, control }: MetricMinutes, at: number, tolerance: number): EventSplit {
  const exposed = elementAt(candidate.exposures, at) * tolerance;
  const others = elementAt(control.exposures, at);
  if (exposed <= 0 || others <= 0) return NO_EVENTS;
  const events = elementAt(candidate.sums, at);
  return {
    candidate: events,
    both: events + elementAt(control.sums, at),
    share: exposed / (exposed + others),
  };
}

function cumulate({ exposures, sums }: ArmMinutes): CumulatedArm {
  return { exposures: cumulated(exposures), sums: cumulated(sums) };
}

function cumulated(numbers: ArrayLike<number>): Float64Array {
  const total = new Float64Array(numbers.length + 1);
  for (let at = 0; at < numbers.length; at += 1) {
    total[at + 1] = elementAt(total, at) + elementAt(numbers, at);
  }
  return total;
}

function between({ exposures, sums }: CumulatedArm, from: number, to: number): [number, number] {
  return [elementAt(exposures, to) - elementAt(exposures, from), elementAt(sums, to) - elementAt(sums, from)];
}
