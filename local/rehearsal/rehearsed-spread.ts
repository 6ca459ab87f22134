import { FLAGS } from '../../lambda/contract.ts';
import type { Distribution } from '../../report/report-data.ts';
import type { RolloutResult } from './observer.ts';

/** Each bin of latencies is a quarter wider than the one before. */
const GROWTH = 1.25;
/** Scores of 1 to 10 as outcomes have them; a bin is around each. */
const SCORE_EDGES = Array.from({ length: 11 }, (_, step) => (step - 0.5) / 9);

/** How latencies, and scores where answers are judged, are spread in both arms of a rollout. */
export function rehearsedSpread(
  name: string,
  { candidate, control }: RolloutResult,
): readonly Distribution[] {
  const common = { name, flag: FLAGS.model };
  const armsOf = (edges: readonly number[], values: 'latenciesMs' | 'scores') =>
    Object.fromEntries([control, candidate].map(({ model, sums }) => [model, countsIn(edges, sums[values])]));
  const edges = latencyEdges([...control.sums.latenciesMs, ...candidate.sums.latenciesMs]);
  const isJudged = control.sums.scores.length + candidate.sums.scores.length > 0;
  return [
    ...(edges.length > 1
      ? [
          {
            ...common,
            metric: 'latency_ms',
            scale: 'log',
            edges,
            arms: armsOf(edges, 'latenciesMs'),
          } as const,
        ]
      : []),
    ...(isJudged
      ? [
          {
            ...{ ...common, metric: 'outcome:judge_score', edges: SCORE_EDGES },
            arms: armsOf(SCORE_EDGES, 'scores'),
          },
        ]
      : []),
  ];
}

/** From the smallest to beyond the largest; none without values. */
function latencyEdges(latenciesMs: readonly number[]): readonly number[] {
  const smallest = latenciesMs.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  const largest = latenciesMs.reduce((most, one) => Math.max(most, one), 0);
  const edges: number[] = [];
  for (let edge = Math.max(1, smallest); edge <= largest * GROWTH; edge *= GROWTH) edges.push(edge);
  return edges;
}

function countsIn(edges: readonly number[], values: readonly number[]): readonly number[] {
  const counts: number[] = new Array(edges.length - 1).fill(0);
  for (const value of values) {
    const bin = edges.findLastIndex((edge) => edge <= value);
    const within = Math.max(0, Math.min(counts.length - 1, bin));
    counts[within] = (counts[within] ?? 0) + 1;
  }
  return counts;
}
