import type { ComparisonOptions, GoodDirection, MetricKind, Standing } from './experiment.ts';

/** From low to high; an end is left out where nothing speaks against any value beyond it. */
export interface Interval {
  readonly low?: number;
  readonly high?: number;
}

/** An interval with the p-value of "no difference" that belongs to it. */
export interface Inference {
  readonly interval: Interval;
  readonly p: number;
}

/** One arm against the control. */
export interface Effect {
  readonly estimate: number;
  readonly standardError: number;
  /** Holds with probability 1 − alpha at one moment fixed beforehand: not to be looked at daily. */
  readonly fixed: Inference;
  /** Holds with probability 1 − alpha at all moments at once: may be looked at daily. */
  readonly anytime: Inference;
}

/** How p-values were adjusted for their number: `holm` but for secondary metrics. */
export type Adjustment = 'holm' | 'benjamini-hochberg';

/** P-values of a contrast after the adjustment within its family. */
export interface AdjustedP {
  readonly method: Adjustment;
  readonly fixed: number;
  readonly anytime: number;
}

/** Relative differences that would be found with the options' power at the present number of exposures. */
export interface DetectableEffect {
  readonly fixed?: number;
  readonly anytime?: number;
}

/** What the covariate did. */
export interface CovariateAdjustment {
  /** Slope of the metric on the covariate. */
  readonly theta: number;
  /** Share of the variance of the difference that it took away. */
  readonly varianceReduction: number;
}

/** Difference of one quantile, arm minus control, in the unit of the metric; mean over the periods. */
export interface QuantileDifference {
  readonly probability: number;
  readonly arm: number;
  readonly control: number;
  readonly estimate: number;
  /** Fixed-sample; left out where the percentiles given do not reach far enough. */
  readonly interval?: Interval;
}

/** `sample-ratio-mismatch`: the arms do not have their shares of the traffic, so nothing can be said. */
export type VerdictKind =
  | 'better'
  | 'worse'
  | 'no-meaningful-difference'
  | 'not-yet'
  | 'sample-ratio-mismatch';

/** What to make of it. */
export interface ComparisonVerdict {
  readonly kind: VerdictKind;
  /** Of `not-yet`: days from now, if the difference stays as it looks. Left out where nothing can be foreseen. */
  readonly days?: number;
  /** Of `not-yet`: days from now after which there is a verdict whatever the difference. */
  readonly daysAtMost?: number;
  /** For people who do not read intervals. */
  readonly sentence: string;
}

/** Where the variance comes from: each exposure by itself, or groups of users. */
export type VarianceSource = 'exposures' | 'groups';

/** One arm against the control in one metric. */
export interface Contrast {
  readonly value: string;
  /** Left out while there are too few exposures for an interval to be right, and where nothing varies. */
  readonly difference?: Effect;
  /** Relative lift, 0.1 for 10 % more than the control; left out also while either mean is not known to within a third. */
  readonly relative?: Effect;
  readonly adjustedP: AdjustedP;
  readonly detectable: DetectableEffect;
  readonly varianceFrom: VarianceSource;
  readonly covariate?: CovariateAdjustment;
  readonly quantiles?: readonly QuantileDifference[];
  readonly verdict: ComparisonVerdict;
}

/** One arm in one metric. */
export interface ArmSummary {
  readonly value: string;
  readonly n: number;
  /** Left out where nothing was measured. */
  readonly mean?: number;
}

/** One metric, all arms. */
export interface MetricComparison {
  readonly metric: string;
  readonly kind: MetricKind;
  readonly direction: GoodDirection;
  readonly standing: Standing;
  /** Relative difference too small to matter. */
  readonly margin: number;
  /** In the order of the experiment's arms, the control among them. */
  readonly arms: readonly ArmSummary[];
  /** All arms but the control. */
  readonly contrasts: readonly Contrast[];
}

/** Exposures of one arm beside those it should have. */
export interface ShareOfArm {
  readonly value: string;
  readonly exposures: number;
  readonly expected: number;
}

/** Whether the arms have the shares of the traffic that the flag document gives them. */
export interface SampleRatioCheck {
  /** By the p-value that belongs to the options' looks, below 0.001. */
  readonly isMismatch: boolean;
  /** Chi-square: for one look. */
  readonly fixedP: number;
  /** For any number of looks. */
  readonly anytimeP: number;
  readonly arms: readonly ShareOfArm[];
}

/** One arm over all metrics that count for the verdict. */
export interface ArmVerdict {
  readonly value: string;
  readonly verdict: ComparisonVerdict;
}

/** A part of the users for itself; the p-values are adjusted for all segments, metrics and arms. */
export interface SegmentComparison {
  readonly name: string;
  readonly metrics: readonly MetricComparison[];
}

/** The result of an experiment; plain JSON. */
export interface Comparison {
  readonly flag: string;
  readonly control: string;
  readonly days: number;
  readonly options: ComparisonOptions;
  readonly sampleRatio: SampleRatioCheck;
  /** All arms but the control. */
  readonly verdicts: readonly ArmVerdict[];
  readonly metrics: readonly MetricComparison[];
  readonly segments: readonly SegmentComparison[];
  /** What the reader has to know beside the verdicts, in sentences. */
  readonly warnings: readonly string[];
}
