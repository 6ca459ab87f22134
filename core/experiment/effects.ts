import {
  anytimeInference,
  anytimeInferenceOfGroups,
  groupMultiplier,
  type Sequence,
  sequenceMultiplier,
  sequenceP,
} from './anytime.ts';
import type { DetectableEffect, Effect, Inference } from './comparison.ts';
import { absoluteDifference, type Difference, relativeDifference } from './difference.ts';
import type { Distributions } from './distributions.ts';
import type { ComparisonOptions } from './experiment.ts';
import { fixedInference } from './fixed-sample.ts';
import type { Pair } from './pair.ts';
import { detectableLift, detectableProportionLift } from './power.ts';
import { type Proportion, pooledZ, scoreInference, scoreInterval } from './proportions.ts';

/** Standard errors that both means have to be above 0 for the delta method to be right: known to within a third. */
const FEWEST_ERRORS = 6;

/** Difference and relative lift of a pair, each for one look and for any number of them. */
export interface Effects {
  readonly difference: Effect;
  readonly relative?: Effect;
}

/** What both arms say about the difference; the relative lift only where both means are well above 0. */
export function effectsOf(pair: Pair, options: ComparisonOptions, distributions: Distributions): Effects {
  const { arm, control } = pair;
  const difference = absoluteDifference(arm, control);
  const inferences = isScored(pair)
    ? scored(pair, options, distributions)
    : inferred(difference, pair, options, distributions);
  const isRelative = [arm, control].every(({ mean, variance }) => mean > FEWEST_ERRORS * Math.sqrt(variance));
  if (!isRelative) return { difference: effect(difference, inferences) };
  const relative = relativeDifference(arm, control);
  return {
    difference: effect(difference, inferences),
    relative: effect(relative, inferred(relative, pair, options, distributions)),
  };
}

/** Relative lift that would be found with the options' power at the present exposures. */
export function detectableOf(
  pair: Pair,
  options: ComparisonOptions,
  distributions: Distributions,
): DetectableEffect {
  const thresholds = thresholdsOf(pair, options, distributions);
  const lift = (threshold: number): number | undefined =>
    isScored(pair)
      ? detectableProportionLift(planned(pair, threshold), options.power, distributions)
      : detectableLift(pair.arm, pair.control, threshold + distributions.normalQuantile(options.power));
  const [fixed, anytime] = [lift(thresholds.fixed), lift(thresholds.anytime)];
  return { ...(fixed !== undefined && { fixed }), ...(anytime !== undefined && { anytime }) };
}

/** Standard errors that an interval reaches to either side. */
export interface Thresholds {
  readonly fixed: number;
  readonly anytime: number;
}

/** Thresholds of a pair, whose exposures are `growth` times what they are; 1 by default. */
export function thresholdsOf(
  pair: Pair,
  { alpha, tuning }: Pick<ComparisonOptions, 'alpha' | 'tuning'>,
  distributions: Distributions,
  growth = 1,
): Thresholds {
  const sequence = sequenceOf(pair, { alpha, tuning }, growth);
  if (pair.varianceFrom === 'exposures') {
    return { fixed: -distributions.normalQuantile(alpha / 2), anytime: sequenceMultiplier(sequence) };
  }
  const { degrees } = absoluteDifference(pair.arm, pair.control);
  return {
    fixed: -distributions.tQuantile(alpha / 2, degrees),
    anytime: groupMultiplier(sequence, degrees, distributions),
  };
}

interface Inferences {
  readonly fixed: Inference;
  readonly anytime: Inference;
}

function effect({ estimate, standardError }: Difference, inferences: Inferences): Effect {
  return { estimate, standardError, ...inferences };
}

function inferred(
  difference: Difference,
  pair: Pair,
  options: ComparisonOptions,
  distributions: Distributions,
): Inferences {
  const sequence = sequenceOf(pair, options);
  return {
    fixed: fixedInference(difference, options.alpha, distributions),
    anytime:
      pair.varianceFrom === 'groups'
        ? anytimeInferenceOfGroups(difference, sequence, distributions)
        : anytimeInference(difference, sequence),
  };
}

/** Whether the score test applies: independent exposures, each 0 or 1. */
function isScored({ kind, varianceFrom }: Pair): boolean {
  return kind === 'proportion' && varianceFrom === 'exposures';
}

function scored(pair: Pair, options: ComparisonOptions, distributions: Distributions): Inferences {
  const [arm, control] = [countsOf(pair.arm), countsOf(pair.control)];
  const sequence = sequenceOf(pair, options);
  return {
    fixed: scoreInference(arm, control, options.alpha, distributions),
    anytime: {
      interval: scoreInterval(arm, control, sequenceMultiplier(sequence)),
      p: sequenceP(pooledZ(arm, control), sequence),
    },
  };
}

function sequenceOf(
  { arm, control }: Pair,
  { alpha, tuning }: Pick<ComparisonOptions, 'alpha' | 'tuning'>,
  growth = 1,
): Sequence {
  return { n: growth * (arm.n + control.n), alpha, tuning };
}

function countsOf({ n, mean }: Pair['arm']): Proportion {
  return { n, sum: n * mean };
}

function planned({ arm, control }: Pair, threshold: number): Parameters<typeof detectableProportionLift>[0] {
  return { arm: { n: arm.n, rate: arm.mean }, control: { n: control.n, rate: control.mean }, threshold };
}
