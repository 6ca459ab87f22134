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
import { rememberedDeployments } from './remembered-deployments.ts';
import { endedNote, leftOutNote, NOTES, severalAtOnceNote } from './stage-notes.ts';
import { type Span, type Trial, trialsOf } from './trials.ts';

/** Which arms of which stage are compared, and how. */
export interface StageQuery {
  readonly source: ArmSource;
  readonly deployments: DeploymentReader;
  readonly place: Place;
  readonly within: Span;
  /**
   * Whether a trial that began before is counted from then on only. Otherwise it is followed back to its beginning: a
   * confidence sequence holds at all moments because its beginning stays where it is.
   */
  readonly isCut: boolean;
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
  const { source, flag } = query;
  const oldestMs = source.nowMs - RETENTION_MS;
  const within = { fromMs: Math.max(query.within.fromMs, oldestMs), toMs: query.within.toMs };
  const found = await readTrials({ ...query, within, oldestMs }, signal);
  const { deployments } = found;
  const trials = found.trials.filter((trial) => flag === undefined || trial.flag === flag);
  const read = await Promise.all(trials.map((trial) => readArmExposures(source, trial, signal)));
  const counted = read.filter((exposures) => exposuresOf(exposures) > 0);
  const chosen = withMostInformation(counted);
  const comparisons: TrialComparison[] = [];
  for (const exposures of chosen) comparisons.push(await compareTrial(query, exposures, signal));
  const notes = [
    ...(query.within.fromMs < oldestMs ? [NOTES.retention] : []),
    ...(chosen.some(({ trial }) => beginningOf(trial, deployments) < within.fromMs) && query.isCut
      ? [NOTES.cut]
      : []),
    ...(deployments.some(({ document }) => document === undefined) ? [NOTES.unreadable] : []),
    ...deployments.flatMap(severalAtOnceNote),
    ...(counted.length < read.length ? [NOTES.uncounted] : []),
    ...counted.filter((one) => !chosen.includes(one)).map(leftOutNote),
    ...(counted.length > chosen.length && query.metrics.some(({ outcome }) => outcome !== undefined)
      ? [NOTES.lateOutcomes]
      : []),
    ...(chosen.some(({ trial }) => trial.weights === undefined) ? [NOTES.unevenGates] : []),
    ...comparisons.flatMap((one) => endedNote(one, within)),
  ];
  return { within, deployments, comparisons, notes };
}

/** What ran within a time, and the deployments of that time. */
interface Found {
  /** Oldest first. */
  readonly deployments: readonly FlagDeployment[];
  readonly trials: readonly Trial[];
}

async function readTrials(
  { deployments: uncached, place, within, isCut, oldestMs }: StageQuery & { readonly oldestMs: number },
  signal: AbortSignal,
): Promise<Found> {
  const reader = rememberedDeployments(uncached);
  const readFrom = async (fromMs: number): Promise<Found> => {
    const deployments = await readFlagDeployments({ reader, place, fromMs }, signal);
    const trials = trialsOf(deployments, { fromMs, toMs: within.toMs });
    return { deployments, trials: trials.filter((trial) => spanOf(trial).toMs > within.fromMs) };
  };
  const asked = await readFrom(within.fromMs);
  let [whole, fromMs] = [asked, within.fromMs];
  while (!isCut) {
    const running = whole.trials.filter((trial) => spanOf(trial).fromMs === fromMs);
    // A moment earlier, so that whatever was served right before is seen as well: it may have been the same trial.
    const begunMs = Math.min(...running.map((trial) => beginningOf(trial, whole.deployments))) - 1;
    const earlierMs = Math.max(oldestMs, begunMs);
    if (earlierMs >= fromMs) break;
    fromMs = earlierMs;
    whole = await readFrom(fromMs);
  }
  return { deployments: asked.deployments, trials: whole.trials };
}

/** When the first of a trial's deployments began, epoch milliseconds; infinite where it is not among them. */
function beginningOf({ deployments: [first] }: Trial, deployments: readonly FlagDeployment[]): number {
  return deployments.find(({ number }) => number === first)?.startedAtMs ?? Number.POSITIVE_INFINITY;
}

function spanOf({ spans }: Trial): Span {
  const [first, last = first] = [spans[0], spans.at(-1)];
  return { fromMs: first.fromMs, toMs: last.toMs };
}

async function compareTrial(
  { source, metrics, options }: StageQuery,
  exposures: ArmExposures,
  signal: AbortSignal,
): Promise<TrialComparison> {
  const { trial } = exposures;
  const data = await readExperiment(source, exposures, metrics, signal);
  return {
    trial,
    span: spanOf(trial),
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
