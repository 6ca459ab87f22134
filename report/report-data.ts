import type { Comparison, Interval } from '../core/experiment/comparison.ts';

/**
 * Everything that a report shows, as plain JSON: the page offers it for download as it is. Moments are epoch milliseconds,
 * shown in UTC; texts are shown as they are, whatever they hold.
 */
export interface ReportData {
  /** First heading: what the report is about. */
  readonly title: string;
  readonly service: string;
  readonly environment: string;
  /** `rehearsal`: nothing in it happened to real users, and the page says so. */
  readonly origin: 'account' | 'rehearsal';
  readonly fromMs: number;
  readonly toMs: number;
  /** Sentences that a reader has to know of the numbers: what is missing, what is counted. */
  readonly notes: readonly string[];
  readonly timeline: Timeline;
  /** One for each flag, or each rollout, whose arms are compared; newest last. */
  readonly comparisons: readonly ReportedComparison[];
  /** What the metrics of `comparisons` are called and counted in; a metric that is not here is a plain number. */
  readonly metrics: Readonly<Record<string, MetricName>>;
  readonly distributions: readonly Distribution[];
  readonly exposure: Exposure;
  /** Each flag that a request reads, in motion or not. */
  readonly effects: readonly FlagEffect[];
}

/** What happened when. Ascending in time throughout. */
export interface Timeline {
  readonly points: readonly TimelinePoint[];
  /** Evidence at which the guard takes a candidate back; absent without a guard. */
  readonly threshold?: number;
  readonly deployments: readonly TimelineDeployment[];
  readonly alarms: readonly TimelineAlarm[];
  readonly events: readonly TimelineEvent[];
}

/** A minute or an hour, as the source has it; the page thins them out where there are more than it can draw. */
export interface TimelinePoint {
  readonly atMs: number;
  /** Of the users, who see the newest document, 0…100; absent where nobody knows. */
  readonly percentage?: number;
  /** The guard's, of all guardrails together: 1 = none. Absent where it said nothing. */
  readonly evidence?: number;
}

export interface TimelineDeployment {
  readonly startMs: number;
  /** Absent while it is in progress. */
  readonly endMs?: number;
  /** Name of the flag that it changes, of several with `; ` between; absent where it changes none or it is not known. */
  readonly flag?: string;
  /** Values before and after, as text. */
  readonly from?: string;
  readonly to?: string;
  /** Version of the flag document. */
  readonly version?: string;
  readonly outcome: 'completed' | 'in-progress' | 'rolled-back' | 'reverted' | 'killed';
}

export interface TimelineAlarm {
  readonly name: string;
  readonly fromMs: number;
  /** Absent while it lasts. */
  readonly toMs?: number;
}

/** Something that somebody decided, in one sentence. */
export interface TimelineEvent {
  readonly atMs: number;
  readonly kind: 'verdict' | 'completed' | 'rolled-back' | 'reverted' | 'killed' | 'fault';
  readonly text: string;
}

/** Arms of one flag beside each other. */
export interface ReportedComparison {
  readonly fromMs: number;
  readonly toMs: number;
  /** What is compared when there are several comparisons of a flag, such as `Rollout 2`. */
  readonly name?: string;
  /** What has been decided about it, by whomever; stands before the verdicts. */
  readonly decision?: Decision;
  /** Whether nobody knows what shares the arms should have, so that their sample ratio says nothing; default false. */
  readonly areSharesUnknown?: boolean;
  readonly comparison: Comparison;
}

/** In one sentence, as of `TimelineEvent`. */
export type Decision = Pick<TimelineEvent, 'kind' | 'text'>;

export interface MetricName {
  /** As a reader calls it, such as `Task completed`. */
  readonly label: string;
  /** `share`: 0…1, shown in per cent. */
  readonly unit: 'share' | 'ms' | 'usd' | 'score' | 'number';
}

/** How a metric's values are spread in each arm. */
export interface Distribution {
  /** What it is of when there are several of a flag, such as `Rollout 2`. */
  readonly name?: string;
  readonly flag: string;
  readonly metric: string;
  /** How the bins are drawn; `log` where their bounds, all above 0, grow by a factor. Default `linear`. */
  readonly scale?: 'linear' | 'log';
  /** Bounds of the bins, ascending, one more than there are bins; a bin holds its lower bound. */
  readonly edges: readonly number[];
  /** Counts by the arm's value, one a bin. */
  readonly arms: Readonly<Record<string, readonly number[]>>;
}

/** Who was exposed. */
export interface Exposure {
  readonly counted: 'requests' | 'users';
  /** Length of a row's period in minutes: 1440 for days. */
  readonly periodMinutes: number;
  readonly rows: readonly ExposureRow[];
}

export interface ExposureRow {
  /** Start of the period. */
  readonly atMs: number;
  readonly flag: string;
  /** The arm's value. */
  readonly arm: string;
  /** Absent where requests name no segment. */
  readonly segment?: string;
  readonly count: number;
}

/** What changing one flag did. */
export interface FlagEffect {
  readonly flag: string;
  /** Value that is served to everybody at the end, as text. */
  readonly value: string;
  /** The newest change within the period; absent where the flag was left alone, and then `effects` is empty. */
  readonly change?: { readonly from: string; readonly to: string; readonly atMs: number };
  /** The arm that `effects` are of, and the control; a change may have come after it. Absent where it is the change. */
  readonly compared?: { readonly arm: string; readonly control: string };
  readonly effects: readonly MetricEffect[];
}

export interface MetricEffect {
  readonly metric: string;
  readonly direction: 'up' | 'down';
  /** Relative lift against the control: 0.1 = a tenth more. Left out where too little is known. */
  readonly lift?: number;
  /** Of the lift; may be looked at daily. */
  readonly anytime?: Interval;
}
