import type { EvidenceProcess, ProcessTotals } from './evidence-process.ts';
import { MIN_MEAN_EXPOSURES } from './guard.ts';
import type { ArmMoments, MomentStretch, MomentSums } from './moment-sums.ts';
import { bestRho, type IntrinsicSum, normalMixtureLog, type SpecialFunctions } from './normal-mixture.ts';
import type { Direction } from './tilts.ts';

/** What the evidence speaks against. */
export interface MeanNull {
  /** `up`: the candidate's mean is at most `tolerance` times the control's; `down`: at least. */
  readonly direction: Direction;
  /** Ratio of the means, ≥ 0. */
  readonly tolerance: number;
}

/** The false-alarm rate that the mixture is tuned for: that of one guardrail among several; any other costs little. */
const TUNED_ALPHA = 0.01;

/**
 * Evidence about means of unbounded values, from counts, sums and sums of squares: of latency or tokens, say.
 *
 * S = Σ w(m_T − R·m_C) over minutes, each compared with itself, so that neither a drifting share of traffic nor a
 * drifting base level counts as an effect. Asymptotic (Waudby-Smith et al., arXiv 2103.06476): the promise holds nearly,
 * from MIN_MEAN_EXPOSURES in each arm on, and not for rare events. Least so downwards when a small candidate has far
 * wider tails than the control at the same mean. Says nothing before the gate, nor where no value differs from another.
 */
export class MeanEvidenceProcess implements EvidenceProcess {
  readonly minutes: number;
  readonly #sums: MomentSums;
  readonly #hypothesis: MeanNull;
  readonly #functions: SpecialFunctions;
  readonly #rho: number;

  constructor(sums: MomentSums, hypothesis: MeanNull, functions: SpecialFunctions) {
    this.minutes = sums.minutes;
    this.#sums = sums;
    this.#hypothesis = hypothesis;
    this.#functions = functions;
    this.#rho = rhoAtGate(sums, hypothesis);
  }

  totals(fromMinute: number, toMinute: number): ProcessTotals {
    const { candidate, control } = this.#sums.between(fromMinute, toMinute);
    const controlVariance = this.#hypothesis.tolerance ** 2 * control.variance;
    const variance = candidate.variance + controlVariance;
    return {
      candidateExposures: candidate.exposures,
      controlExposures: control.exposures,
      candidateSum: candidate.sum,
      controlSum: control.sum,
      candidateVarianceShare: variance > 0 ? candidate.variance / variance : 0,
      unitVariance: { candidate: unitVariance(candidate), control: unitVariance(control) },
    };
  }

  logEvidence(fromMinute: number, toMinute: number, dispersion: number): number {
    const { s, v } = meanDifference(this.#sums.between(fromMinute, toMinute), this.#hypothesis);
    return meanLogEvidence({ s, v, rho: this.#rho, dispersion }, this.#functions);
  }
}

/**
 * The difference of means in the direction that is worse, and its variance.
 *
 * The variance is the larger of two: with each arm's own spread (Welch), and with the spreads exchanged between the
 * arms. The values are skewed, and a small arm that happens to lack its large ones has a low mean and too small a spread;
 * the other arm knows better. Where the arms are of one size both are the same.
 */
export function meanDifference(
  { candidate, control }: MomentStretch,
  { direction, tolerance }: MeanNull,
): Pick<IntrinsicSum, 's' | 'v'> {
  const excess = candidate.weightedMean - tolerance * control.weightedMean;
  return {
    s: direction === 'up' ? excess : -excess,
    v: Math.max(
      candidate.variance + tolerance ** 2 * control.variance,
      candidate.exchangedVariance + tolerance ** 2 * control.exchangedVariance,
    ),
  };
}

/** `dispersion`, ≥ 1, multiplies the variance, and ρ, which is in its units. 0 where there is no variance or no ρ. */
export function meanLogEvidence(
  { s, v, rho, dispersion }: IntrinsicSum & { readonly dispersion: number },
  functions: SpecialFunctions,
): number {
  if (v <= 0 || rho <= 0) return 0;
  return normalMixtureLog({ s: s / Math.sqrt(dispersion), v, rho }, functions);
}

/**
 * ρ for the variance at the gate, when evidence begins to count; 0 before. It uses only the spread seen by then, whose
 * part in what was to be expected goes to 1, so that in the limit ρ is a constant, as the mixture requires.
 */
function rhoAtGate(sums: MomentSums, hypothesis: MeanNull): number {
  const gate = sums.minutesUntil(MIN_MEAN_EXPOSURES);
  if (gate === undefined) return 0;
  return bestRho(meanDifference(sums.between(0, gate), hypothesis).v, TUNED_ALPHA);
}

function unitVariance({ squares, exposures }: ArmMoments): number {
  return exposures > 0 ? squares / exposures : 0;
}
