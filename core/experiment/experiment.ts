/** Totals of one arm: what means, variances and comparisons are reckoned from. Sums of disjoint parts may be added up. */
export interface Moments {
  /** Exposures: requests, answers, or for an outcome the outcomes received. 0 or more. */
  readonly n: number;
  readonly sum: number;
  /** Sum of squared values; for a proportion the same as `sum`. */
  readonly sumSquares: number;
  /** A quantity of the same exposures known before the experiment, for CUPED. */
  readonly covariate?: PairedMoments;
  /** What `sum` is divided by in a metric of kind `ratio`; for a cost per answered request the answers. */
  readonly denominator?: PairedMoments;
}

/** Totals of a second quantity of the same exposures. */
export interface PairedMoments {
  readonly sum: number;
  readonly sumSquares: number;
  /** Sum of this quantity times the first one. */
  readonly sumProducts: number;
}

/** `proportion`: each value 0 or 1. `mean`: any value. `ratio`: sum of the values over the sum of the denominators. */
export type MetricKind = 'proportion' | 'mean' | 'ratio';

/** Which way of a metric is good: `up` for completed tasks and scores, `down` for errors, latency and cost. */
export type GoodDirection = 'up' | 'down';

/**
 * What a metric is to the verdict. `primary`: it rests on these. `guardrail`: an arm that is worse in one is worse, and
 * nobody waits for one, since what hardly ever happens takes long to be told; one that is better counts once all primary
 * metrics are known to be no different. `secondary`: shown, and warned of when it is worse.
 */
export type Standing = 'primary' | 'guardrail' | 'secondary';

/** A percentile of one arm: a fraction `probability` (0 to 1, both excluded) of the values is at most `value`. */
export interface QuantilePoint {
  readonly probability: number;
  readonly value: number;
}

/** Percentiles of one arm in one period; a day, as CloudWatch gives them. */
export interface QuantilePeriod {
  readonly n: number;
  /** In any order; `quantileProbabilities` says which are worth asking for. */
  readonly points: readonly QuantilePoint[];
}

/** What is known of one metric. Records go by the value of the flag that an arm serves, as text. */
export interface ExperimentMetric {
  readonly metric: string;
  readonly kind: MetricKind;
  readonly direction: GoodDirection;
  /** Where no metric is primary, all count as such. */
  readonly standing: Standing;
  /** Relative difference that is too small to matter, above 0; without it the options' margin. */
  readonly margin?: number;
  readonly arms: Readonly<Record<string, Moments>>;
  /**
   * The same totals by group of users, for both arms of a contrast: requests of one user are not independent, so the
   * variance comes from the groups where there are any. Entry i of each arm is the same group.
   */
  readonly groups?: Readonly<Record<string, readonly Moments[]>>;
  /** Entry i of each arm is the same period. */
  readonly quantiles?: Readonly<Record<string, readonly QuantilePeriod[]>>;
}

/** One value of the flag in motion, served to users chosen by chance. */
export interface ArmData {
  readonly value: string;
  /** Requests that were to be compared, answered or not. */
  readonly exposures: number;
  /** Weight that the flag document gives it; without any, arms are of equal weight. Any positive scale. */
  readonly share?: number;
  /** Exposures by group of users, so that heavy users are not taken for a wrong share. */
  readonly groups?: readonly number[];
}

/** A part of the users that is compared for itself. */
export interface SegmentData {
  readonly name: string;
  readonly metrics: readonly ExperimentMetric[];
}

/** Everything a comparison rests on. */
export interface ExperimentData {
  readonly flag: string;
  /** Value of the control's arm. */
  readonly control: string;
  /** All arms, the control's among them. */
  readonly arms: readonly ArmData[];
  readonly metrics: readonly ExperimentMetric[];
  /** How long exposures have been counted, in days, above 0: the traffic that "N more days" are reckoned with. */
  readonly days: number;
  readonly segments?: readonly SegmentData[];
  /** What whoever counted has to say beside the verdicts; whole sentences. */
  readonly warnings?: readonly string[];
}

/** `daily`: looked at as often as anybody likes. `once`: at one moment that was fixed before the data was seen. */
export type Looks = 'daily' | 'once';

/** What is promised, and how large a difference matters. */
export interface ComparisonOptions {
  /** Probability of calling any arm better or worse that is not; in (0, 0.5), by default 0.05. */
  readonly alpha: number;
  /** Which intervals the verdict rests on; `daily` by default. */
  readonly looks: Looks;
  /** Relative difference that is too small to matter, above 0; 0.05 by default. */
  readonly margin: number;
  /** Chance that a difference as large as the minimum detectable effect is found; in (0, 1), by default 0.8. */
  readonly power: number;
  /** Exposures of both arms at which the anytime-valid intervals are narrowest, above 0; 5,000 by default. */
  readonly tuning: number;
}

/** The options where nothing else is said. */
export const COMPARISON_DEFAULTS: ComparisonOptions = {
  alpha: 0.05,
  looks: 'daily',
  margin: 0.05,
  power: 0.8,
  tuning: 5000,
};
