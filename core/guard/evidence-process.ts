/** Evidence of one metric against "no worse than tolerated", over any stretch of its minutes. */
export interface EvidenceProcess {
  /** Number of minutes it knows. */
  readonly minutes: number;
  /** What the two arms came to between two minutes. */
  totals(fromMinute: number, toMinute: number): ProcessTotals;
  /**
   * Logarithm of the e-value of a process begun at `fromMinute` and looked at after `toMinute` (exclusive), tempered by
   * `dispersion` (≥ 1: how much more the sums vary than those of independent requests would).
   */
  logEvidence(fromMinute: number, toMinute: number, dispersion: number): number;
}

/** Sums over a stretch of minutes. */
export interface ProcessTotals {
  readonly candidateExposures: number;
  readonly controlExposures: number;
  readonly candidateSum: number;
  readonly controlSum: number;
  /** Part of the comparison's variance that comes from the candidate, 0…1. */
  readonly candidateVarianceShare: number;
  /** Variance of one exposure's value within an arm, as the process assumes it. */
  readonly unitVariance: { readonly candidate: number; readonly control: number };
}
