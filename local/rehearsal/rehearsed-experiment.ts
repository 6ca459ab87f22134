import type { Distributions } from '../../core/experiment/distributions.ts';
import {
  COMPARISON_DEFAULTS,
  type ExperimentData,
  type ExperimentMetric,
  type QuantilePeriod,
} from '../../core/experiment/experiment.ts';
import { addMoments } from '../../core/experiment/moments.ts';
import { quantileProbabilities } from '../../core/experiment/quantiles.ts';
import type { Guard } from '../../core/guard/guard.ts';
import {
  type ComparedMetric,
  comparedMetrics,
  outcomeWarnings,
} from '../../lambda/comparison/compared-metrics.ts';
import { FLAGS } from '../../lambda/contract.ts';
import { type ArmSums, REHEARSED_METRICS, REHEARSED_OUTCOME, type RehearsedMetric } from './arm-sums.ts';
import type { RolloutResult } from './observer.ts';

/** Compared as a stage compares that declares the judge's score primary; where nothing is judged, as one that does not. */
function comparedLike({ candidate, control }: RolloutResult): readonly ComparedMetric[] {
  const isJudged = [candidate, control].some(({ sums }) => sums.scores.length > 0);
  return comparedMetrics(isJudged ? [REHEARSED_OUTCOME] : []);
}

export interface RehearsedExperiment {
  readonly result: RolloutResult;
  /** Per cent of users that are candidates. */
  readonly percentage: number;
  readonly days: number;
  /** What its guardrails put up with is too small to matter here as well. */
  readonly guard: Guard | undefined;
}

/** A rollout as an experiment: candidate and control side by side, users told apart by groups. */
export function rehearsedExperiment(
  { result, percentage, days, guard }: RehearsedExperiment,
  distributions: Distributions,
): ExperimentData {
  const { candidate, control } = result;
  const shares = [
    { role: control, share: 100 - percentage },
    { role: candidate, share: percentage },
  ];
  const arms = shares.map(({ role, share }) => {
    const groups = role.sums.exposures;
    return { value: role.model, exposures: groups.reduce((sum, one) => sum + one, 0), share, groups };
  });
  const metrics = comparedLike(result).flatMap((metric) =>
    metricData(metric, { result, guard }, distributions),
  );
  const warnings = outcomeWarnings(metrics);
  return { flag: FLAGS.model, control: control.model, arms, metrics, days, warnings };
}

/** None where nothing was measured. */
function metricData(
  { name: metric, kind, direction, standing }: ComparedMetric,
  { result: { candidate, control }, guard }: Pick<RehearsedExperiment, 'result' | 'guard'>,
  distributions: Distributions,
): readonly ExperimentMetric[] {
  if (!isRehearsed(metric)) return [];
  const roles = [control, candidate];
  const groups = Object.fromEntries(roles.map(({ model, sums }) => [model, sums.groups(metric)]));
  const arms = Object.fromEntries(
    Object.entries(groups).map(([model, parts]) => [model, parts.reduce(addMoments)]),
  );
  if (Object.values(arms).every(({ n }) => n === 0)) return [];
  const tolerance = guard?.guardrails.find((guardrail) => guardrail.metric === metric)?.tolerance;
  const margin = Math.abs((tolerance ?? 1) - 1);
  return [
    {
      ...{ metric, kind, direction, standing, arms, groups },
      ...(margin > 0 && { margin }),
      ...(metric === 'latency_ms' && {
        quantiles: Object.fromEntries(
          roles.map(({ model, sums }) => [model, [quantilesOf(sums, distributions)]]),
        ),
      }),
    },
  ];
}

function isRehearsed(metric: string): metric is RehearsedMetric {
  return (REHEARSED_METRICS as readonly string[]).includes(metric);
}

/** The rehearsal as one period. */
function quantilesOf({ latenciesMs }: ArmSums, distributions: Distributions): QuantilePeriod {
  const sorted = latenciesMs.toSorted((one, other) => one - other);
  const n = sorted.length;
  const probabilities = n === 0 ? [] : quantileProbabilities(n, COMPARISON_DEFAULTS.alpha, distributions);
  const points = probabilities.map((probability) => ({
    probability,
    value: sorted[Math.min(n - 1, Math.floor(probability * n))] ?? 0,
  }));
  return { n, points };
}
