import type { Moments } from '../../core/experiment/experiment.ts';
import { addMoments, NO_MOMENTS } from '../../core/experiment/moments.ts';
import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';
import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import { JUDGE_SCORE } from '../../core/rubrics/evaluation.ts';

/** One request that is compared, as its record and its judge tell it; what was not measured is left out. */
export interface ComparedRequest {
  /** When it ended, epoch milliseconds. */
  readonly atMs: number;
  /** Place of the user in the gate, as the decision reported it. */
  readonly bucket: number;
  readonly error: boolean;
  readonly overLatencyLimit: boolean;
  readonly latencyMs?: number;
  /** Of the first attempt, answered or not. */
  readonly costUsd?: number;
  /** 0…1 */
  readonly score?: number;
}

/** Metrics that a rehearsal compares, by their names where a stage's arms are compared. */
export const REHEARSED_METRICS = [
  'errors',
  'over_latency_limit',
  'outcome:judge_score',
  'latency_ms',
  'cost_per_answer',
] as const;

/** What the judge of a rehearsal says of an answer, as a stage would declare it. */
export const REHEARSED_OUTCOME: OutcomeDeclaration = {
  name: JUDGE_SCORE,
  direction: 'up',
  tolerance: 1,
  primary: true,
};

export type RehearsedMetric = (typeof REHEARSED_METRICS)[number];

/** Everything that a comparison wants to know of one arm in one rollout. */
export class ArmSums {
  readonly latenciesMs: number[] = [];
  readonly scores: number[] = [];
  /** Requests by the minute's number since the epoch. */
  readonly byMinute = new Map<number, number>();
  readonly #groups: Record<RehearsedMetric, Moments>[] = Array.from({ length: UNIT_GROUPS }, noSums);
  readonly #exposures: number[] = new Array(UNIT_GROUPS).fill(0);

  count(request: ComparedRequest): void {
    const { atMs, bucket, error, latencyMs, costUsd, score } = request;
    const group = bucket % UNIT_GROUPS;
    const minute = Math.floor(atMs / 60_000);
    this.byMinute.set(minute, (this.byMinute.get(minute) ?? 0) + 1);
    this.#exposures[group] = (this.#exposures[group] ?? 0) + 1;
    if (latencyMs !== undefined) this.latenciesMs.push(latencyMs);
    if (score !== undefined) this.scores.push(score);
    this.#add(group, 'errors', momentsOf(Number(error)));
    this.#add(group, 'over_latency_limit', momentsOf(Number(request.overLatencyLimit)));
    this.#add(group, 'latency_ms', latencyMs === undefined ? undefined : momentsOf(latencyMs));
    this.#add(group, 'cost_per_answer', ratioOf(costUsd ?? 0, Number(!error)));
    this.#add(group, 'outcome:judge_score', score === undefined ? undefined : momentsOf(score));
  }

  /** Requests by group of users. */
  get exposures(): readonly number[] {
    return this.#exposures;
  }

  /** Totals by group of users. */
  groups(metric: RehearsedMetric): readonly Moments[] {
    return this.#groups.map((sums) => sums[metric]);
  }

  #add(group: number, metric: RehearsedMetric, moments: Moments | undefined): void {
    const sums = this.#groups[group];
    if (sums && moments) sums[metric] = addMoments(sums[metric], moments);
  }
}

const NO_RATIO: Moments = { ...NO_MOMENTS, denominator: { sum: 0, sumSquares: 0, sumProducts: 0 } };

function noSums(): Record<RehearsedMetric, Moments> {
  return {
    ...{ errors: NO_MOMENTS, over_latency_limit: NO_MOMENTS, latency_ms: NO_MOMENTS },
    ...{ 'outcome:judge_score': NO_MOMENTS, cost_per_answer: NO_RATIO },
  };
}

function momentsOf(value: number): Moments {
  return { n: 1, sum: value, sumSquares: value ** 2 };
}

function ratioOf(value: number, divisor: number): Moments {
  const denominator = { sum: divisor, sumSquares: divisor ** 2, sumProducts: value * divisor };
  return { ...momentsOf(value), denominator };
}
