import { compare } from '../../core/experiment/compare.ts';
import type { ComparisonVerdict, VerdictKind } from '../../core/experiment/comparison.ts';
import type { ExperimentData, Moments } from '../../core/experiment/experiment.ts';
import { addMoments, NO_MOMENTS } from '../../core/experiment/moments.ts';
import { distributions } from '../../lambda/comparison/distributions.ts';
import type { Random } from '../../local/random.ts';

/** Relative difference of the mean score that is too small to matter. */
export const SCORE_MARGIN = 0.03;
/** Requests between two looks. */
const LOOK_EVERY = 100;
const MINUTES_OF_A_DAY = 1440;

/** Two models whose answers to the same tasks were judged, and the requests they are to be compared on. */
export interface JudgedPair {
  readonly control: readonly number[];
  readonly candidate: readonly number[];
  /** Minutes at which requests come; each asks one of the tasks. */
  readonly arrivals: readonly number[];
}

/** How a comparison ended. */
export interface Ending {
  readonly verdict: ComparisonVerdict;
  /** Requests of both arms until the verdict, or all of them. */
  readonly requests: number;
  readonly minutes: number;
}

/** What all tasks say: the relative lift, and the verdict of somebody who knows it. */
export function fullTruth({ control, candidate }: JudgedPair): {
  readonly lift: number;
  readonly kind: VerdictKind;
} {
  const [own, others] = [meanOf(candidate), meanOf(control)];
  const lift = own / others - 1;
  if (Math.abs(lift) <= SCORE_MARGIN) return { lift, kind: 'no-meaningful-difference' };
  return { lift, kind: lift > 0 ? 'better' : 'worse' };
}

/** Requests fall to either model by chance, every answer is judged, and every hundred requests somebody looks. */
export function playPair({ control, candidate, arrivals }: JudgedPair, random: Random): Ending {
  const scores = { control, candidate };
  const totals: Record<'control' | 'candidate', Moments> = { control: NO_MOMENTS, candidate: NO_MOMENTS };
  let verdict: ComparisonVerdict = { kind: 'not-yet', sentence: '' };
  for (const [at, minutes] of arrivals.entries()) {
    const arm = random.chance(0.5) ? 'candidate' : 'control';
    const sum = scores[arm][random.integer(scores[arm].length)] ?? 0;
    totals[arm] = addMoments(totals[arm], { n: 1, sum, sumSquares: sum ** 2 });
    const requests = at + 1;
    if (requests % LOOK_EVERY !== 0 && requests < arrivals.length) continue;
    verdict = look(totals, minutes);
    if (verdict.kind !== 'not-yet') return { verdict, requests, minutes };
  }
  return { verdict, requests: arrivals.length, minutes: arrivals.at(-1) ?? 0 };
}

function look(arms: Record<'control' | 'candidate', Moments>, minutes: number): ComparisonVerdict {
  const data: ExperimentData = {
    flag: 'inference_model',
    control: 'control',
    arms: Object.entries(arms).map(([value, { n }]) => ({ value, exposures: n })),
    metrics: [
      {
        metric: 'score',
        kind: 'mean',
        direction: 'up',
        standing: 'primary',
        margin: SCORE_MARGIN,
        arms: { ...arms },
      },
    ],
    days: minutes / MINUTES_OF_A_DAY,
  };
  const [arm] = compare(data, {}, distributions).verdicts;
  return arm?.verdict ?? { kind: 'not-yet', sentence: '' };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
