import { elementAt } from '../element-at.ts';
import { splitDispersion } from '../guard/dispersion.ts';
import { SAMPLE_RATIO_ALPHA } from '../guard/sample-ratio.ts';
import { mixingTime } from './anytime.ts';
import type { SampleRatioCheck } from './comparison.ts';
import type { Distributions } from './distributions.ts';
import type { ArmData, ComparisonOptions } from './experiment.ts';
import { sampleRatioP } from './look.ts';

/** How the exposures fall to the arms, against how they should. */
export interface Split {
  /** Pearson's sum, divided by the dispersion. */
  readonly chiSquare: number;
  /** Arms that should have exposures, minus one; below 1 nothing can be wrong. */
  readonly degrees: number;
  /** Exposures that count, divided by the dispersion. */
  readonly n: number;
}

/**
 * Whether the arms have the exposures that their shares say. Arms of share 0 are left out; without exposures, or with
 * fewer than two arms, both p-values are 1. Where all arms have groups, chi-square is divided by how much more unevenly
 * the groups are split than independent requests would be: all requests of a user fall to one arm.
 */
export function checkSampleRatio(
  arms: readonly ArmData[],
  { looks, tuning }: Pick<ComparisonOptions, 'looks' | 'tuning'>,
  distributions: Distributions,
): SampleRatioCheck {
  const counted = arms.filter((arm) => shareOf(arm) > 0);
  const exposures = counted.reduce((sum, arm) => sum + arm.exposures, 0);
  const shares = counted.reduce((sum, arm) => sum + shareOf(arm), 0);
  const expectedOf = (arm: ArmData): number => (exposures * shareOf(arm)) / shares;
  const squares = counted.map((arm) => (arm.exposures - expectedOf(arm)) ** 2 / expectedOf(arm));
  const dispersion = dispersionOf(counted);
  const split: Split = {
    chiSquare: exposures > 0 ? squares.reduce((sum, one) => sum + one, 0) / dispersion : 0,
    degrees: counted.length - 1,
    n: exposures / dispersion,
  };
  const fixedP = chiSquareP(split, distributions);
  const anytimeP = sequentialSplitP(split, tuning);
  return {
    isMismatch: sampleRatioP({ anytimeP, fixedP }, looks) < SAMPLE_RATIO_ALPHA,
    fixedP,
    anytimeP,
    arms: counted.map((arm) => ({
      value: arm.value,
      exposures: arm.exposures,
      expected: expectedOf(arm),
    })),
  };
}

/** Pearson's chi-square test, for one look. */
export function chiSquareP({ chiSquare, degrees }: Split, { chiSquareCdf }: Distributions): number {
  return degrees < 1 ? 1 : Math.max(0, 1 - chiSquareCdf(chiSquare, degrees));
}

/**
 * The same for any number of looks: the multinomial counts are asymptotically normal, and their likelihood ratio is mixed
 * over a normal deviation in every direction at once, (1 + t)^(−k/2)·exp(χ²t / (2(1 + t))) with k degrees of freedom. With
 * one degree it is the confidence sequence of the differences.
 */
export function sequentialSplitP({ chiSquare, degrees, n }: Split, tuning: number): number {
  if (degrees < 1) return 1;
  const time = mixingTime({ n, alpha: SAMPLE_RATIO_ALPHA, tuning });
  return Math.min(1, Math.exp((degrees * Math.log1p(time)) / 2 - (chiSquare * time) / (2 * (1 + time))));
}

function shareOf({ share = 1 }: ArmData): number {
  return share;
}

/** The largest dispersion of one arm against all others; 1 unless all have groups. */
function dispersionOf(arms: readonly ArmData[]): number {
  const groups = arms.flatMap((arm) => (arm.groups ? [arm.groups] : []));
  if (groups.length < arms.length || arms.length < 2) return 1;
  const both = elementAt(groups, 0).map((_, at) => groups.reduce((sum, one) => sum + elementAt(one, at), 0));
  const against = (own: readonly number[]): number => {
    const rest = both.map((sum, at) => sum - elementAt(own, at));
    return splitDispersion({
      candidate: { exposures: [own], sums: [] },
      control: { exposures: [rest], sums: [] },
    });
  };
  return Math.max(1, ...groups.map(against));
}
