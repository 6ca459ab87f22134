/** Read-only numbers by index; typed arrays and lists alike. */
export type Numbers = ArrayLike<number>;

/** One arm of one metric, minute by minute: entry i belongs to the i-th closed minute. All ≥ 0, all of one length. */
export interface ArmMinutes {
  /** Requests, or outcomes received. */
  readonly exposures: Numbers;
  /** Events, or the sum of values; values are in [0, 1] where the exact evidence is used. */
  readonly sums: Numbers;
  /** Sum of squared values; only where means are compared. */
  readonly sumsOfSquares?: Numbers;
}

/** Candidate and control of one metric over the same minutes. */
export interface MetricMinutes {
  readonly candidate: ArmMinutes;
  readonly control: ArmMinutes;
}

/** Number of groups that units are spread over, by their bucket. */
export const UNIT_GROUPS = 16;

/** Totals of one arm by group of units: entry h holds the numbers of clock hour h, one for each group. */
export interface ArmGroups {
  readonly exposures: readonly Numbers[];
  readonly sums: readonly Numbers[];
}

/** Candidate and control by group over the same clock hours. */
export interface MetricGroups {
  readonly candidate: ArmGroups;
  readonly control: ArmGroups;
}

/** What is known of one guard metric. */
export interface MetricData {
  readonly minutes: MetricMinutes;
  /** Without it every request counts as independent of every other. */
  readonly groups?: MetricGroups;
}

/** Share of exposures that should be the candidate's: between the two, which differ while a percentage is being changed. */
export interface ShareRange {
  /** 0…1 */
  readonly low: number;
  /** 0…1 */
  readonly high: number;
}

/** Everything a verdict rests on. */
export interface GuardData {
  /** Epoch minute (milliseconds ÷ 60,000) of the first entry. */
  readonly firstMinute: number;
  /** In the order of the guardrails. */
  readonly metrics: readonly MetricData[];
  /** Requests that have a role; only the exposures are read. */
  readonly requests: MetricData;
  /** By minute; `undefined` where no share is known. */
  readonly shares: readonly (ShareRange | undefined)[];
}
