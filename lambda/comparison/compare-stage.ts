import { compare } from '../../core/experiment/compare.ts';
import type { Comparison } from '../../core/experiment/comparison.ts';
import type { ComparisonOptions, ExperimentData } from '../../core/experiment/experiment.ts';
import type { Place } from '../guard/place.ts';
import type { DeploymentReader } from '../guard/rollout-history.ts';
import { type ArmExposures, readArmExposures, readExperiment } from './arm-data.ts';
import type { ArmSource } from './arm-figures.ts';
import type { ComparedMetric } from './compared-metrics.ts';
import { distributions } from './distributions.ts';
import { type FlagDeployment, readFlagDeployments } from './flag-deployments.ts';
import { RETENTION_MS } from './periods.ts';
import { leftOutNote, NOTES } from './stage-notes.ts';
import { type Span, type Trial, trialsOf } from './trials.ts';

/** Which arms of which stage are compared, and how. */
export interface StageQuery {
  readonly source: ArmSource;
  readonly deployments: DeploymentReader;
  readonly place: Place;
  readonly within: Span;
  /** Only this flag. */
  readonly flag?: string | undefined;
  readonly metrics: readonly ComparedMetric[];
  readonly options: Partial<ComparisonOptions>;
}

/** The arms of one trial beside each other. */
export interface TrialComparison {
  readonly trial: Trial;
  /** From the first to the last moment of the trial. */
  readonly span: Span;
  readonly exposures: ArmExposures;
  readonly data: ExperimentData;
  readonly comparison: Comparison;
}

/** What a stage's record and metrics say of a time. */
export interface StageComparison {
  readonly within: Span;
  /** Oldest first. */
  readonly deployments: readonly FlagDeployment[];
  /** By the beginning of their trials. */
  readonly comparisons: readonly TrialComparison[];
  /** Sentences that a reader has to know of the numbers. */
  readonly notes: readonly string[];
}

/**
 * Compares the arms of every trial of a time. Where the same arms had several shares one after another, the stretch that
 * says most is compared and the others are left out, which the notes tell. Rejects like the readers.
 */
export async function compareStage(query: StageQuery, signal: AbortSignal): Promise<StageComparison> {
  const { source, place, flag } = query;
  const oldestMs = source.nowMs - RETENTION_MS;
  const within = { fromMs: Math.max(query.within.fromMs, oldestMs), toMs: query.within.toMs };
  const deployments = await readFlagDeployments(
    { reader: query.deployments, place, fromMs: within.fromMs },
    signal,
  );
  const trials = trialsOf(deployments, within).filter((trial) => flag === undefined || trial.flag === flag);
  const read = await Promise.all(trials.map((trial) => readArmExposures(source, trial, signal)));
  const counted = read.filter((exposures) => exposuresOf(exposures) > 0);
  const chosen = withMostInformation(counted);
  const comparisons: TrialComparison[] = [];
  for (const exposures of chosen) comparisons.push(await compareTrial(query, exposures, signal));
  const notes = [
    ...(query.within.fromMs < oldestMs ? [NOTES.retention] : []),
    ...(deployments.some(({ document }) => document === undefined) ? [NOTES.unreadable] : []),
    ...(counted.length < read.length ? [NOTES.uncounted] : []),
    ...counted.filter((one) => !chosen.includes(one)).map(leftOutNote),
    ...(chosen.some(({ trial }) => trial.weights === undefined) ? [NOTES.unevenGates] : []),
  ];
  return { within, deployments, comparisons, notes };
}

async function compareTrial(
  { source, metrics, options }: StageQuery,
  exposures: ArmExposures,
  signal: AbortSignal,
): Promise<TrialComparison> {
  const { trial } = exposures;
  const data = await readExperiment(source, exposures, metrics, signal);
  const last = trial.spans.at(-1) ?? trial.spans[0];
  return {
    trial,
    span: { fromMs: trial.spans[0].fromMs, toMs: last.toMs },
    exposures,
    data,
    comparison: compare(data, options, distributions),
  };
}

/** One stretch for each set of arms, in the order in which they began. */
function withMostInformation(all: readonly ArmExposures[]): readonly ArmExposures[] {
  const best = new Map<string, ArmExposures>();
  for (const one of all) {
    const { flag, control, candidates } = one.trial;
    const key = JSON.stringify([flag, control, candidates]);
    const known = best.get(key);
    if (known === undefined || informationOf(one) >= informationOf(known)) best.set(key, one);
  }
  return all.filter((one) => [...best.values()].includes(one));
}

/** A difference is known as well as its arms are: of two, n₁n₂ ÷ (n₁ + n₂). Of several, the smallest counts. */
function informationOf({ arms: [control, ...others] }: ArmExposures): number {
  const n = control?.exposures ?? 0;
  return Math.min(...others.map(({ exposures }) => (n * exposures) / Math.max(1, n + exposures)));
}

function exposuresOf({ arms }: ArmExposures): number {
  return arms.reduce((sum, { exposures }) => sum + exposures, 0);
}
