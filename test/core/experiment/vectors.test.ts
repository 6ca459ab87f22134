import { describe, expect, it } from 'vitest';
import { anytimeInference, sequenceMultiplier } from '../../../core/experiment/anytime.ts';
import { estimateFromExposures } from '../../../core/experiment/arm-estimate.ts';
import { benjaminiHochberg } from '../../../core/experiment/benjamini-hochberg.ts';
import {
  absoluteDifference,
  type Difference,
  relativeDifference,
} from '../../../core/experiment/difference.ts';
import { fixedInference } from '../../../core/experiment/fixed-sample.ts';
import { holm } from '../../../core/experiment/holm.ts';
import { detectableLift, power, proportionPower } from '../../../core/experiment/power.ts';
import { pooledZ, scoreInterval } from '../../../core/experiment/proportions.ts';
import { checkSampleRatio } from '../../../core/experiment/sample-ratio-check.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';
import { momentsOf } from '../../helpers/experiments.ts';
import { sharedFile } from '../../helpers/shared-files.ts';

interface Summary {
  readonly sum: number;
  readonly sumSquares?: number;
  readonly n: number;
}

interface Compared {
  readonly a: Summary;
  readonly b: Summary;
  readonly effect: number;
  readonly se: number;
  readonly ci: readonly [number, number];
  readonly p: number;
}

interface GrowthBook {
  readonly tTest: readonly (Compared & { readonly name: string })[];
  readonly sequentialTwoSided: readonly (Compared & { readonly tuning: number; readonly alpha: number })[];
  readonly srm: readonly {
    readonly observed: readonly number[];
    readonly weights: readonly number[];
    readonly p: number;
  }[];
  readonly power: {
    readonly single: Readonly<Record<string, number>>;
    readonly weekly: {
      readonly usersPerWeek: number;
      readonly variations: number;
      readonly mde: readonly number[];
      readonly power: readonly number[];
      readonly sequential5000Mde: readonly (number | null)[];
      readonly metrics: {
        readonly ctr: { readonly rate: number; readonly effect: number };
        readonly revenue: { readonly mean: number; readonly variance: number; readonly effect: number };
      };
    };
  };
}

type Counts = readonly [number, number];

interface Statsmodels {
  readonly twoProportionZ: readonly { readonly a: Counts; readonly b: Counts; readonly z: number }[];
  readonly welch: readonly {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly p: number;
  }[];
  readonly kSampleProportion: {
    readonly success: readonly number[];
    readonly n: readonly number[];
    readonly pairs: readonly Counts[];
    readonly pairRawP: readonly number[];
    readonly pairHolmP: readonly number[];
  };
  readonly chi2Gof: readonly {
    readonly observed: readonly number[];
    readonly ratios: readonly number[];
    readonly p: number;
  }[];
  readonly adjust: { readonly rowsSorted: readonly (readonly [number, number, number, number])[] };
  readonly diffCi: { readonly a: Counts; readonly b: Counts; readonly scoreMN: Counts };
  readonly power: {
    readonly normalTwoSample: readonly {
      readonly d: number;
      readonly nPerArm: number;
      readonly alternative: string;
      readonly power: number;
    }[];
    readonly twoProportions: readonly {
      readonly diff: number;
      readonly p2: number;
      readonly n1: number;
      readonly n2: number;
      readonly alternative: string;
      readonly alpha: number;
      readonly power: number;
      readonly tolerance: number;
    }[];
  };
}

const growthBook = sharedFile<GrowthBook>('vectors/stats-growthbook.json');
const statsmodels = sharedFile<Statsmodels>('vectors/stats-statsmodels.json');

const Z = 1.959963984540054;
const POWER = 0.8416212335729143;

/** GrowthBook's planner widens the standard error by multiplier ÷ z, and so asks for more than a test looked at daily needs. */
const inflated = (multiplier: number): number => ((Z + POWER) * multiplier) / Z;

function estimateOf({ n, sum, sumSquares }: Summary) {
  const kind = sumSquares === undefined ? 'proportion' : 'mean';
  return estimateFromExposures({ n, sum, sumSquares: sumSquares ?? sum }, kind)!;
}

/** The vectors' `a` is their control. */
function relativeOf({ a, b }: Compared): Difference {
  return relativeDifference(estimateOf(b), estimateOf(a));
}

function absoluteOf({ a, b }: Compared): Difference {
  return absoluteDifference(estimateOf(b), estimateOf(a));
}

const counts = ([sum, n]: Counts) => ({ sum, n });

function shareP(observed: readonly number[], weights: readonly number[]): number {
  const arms = observed.map((exposures, at) => ({ value: `${at}`, exposures, share: weights[at]! }));
  return checkSampleRatio(arms, { looks: 'once', tuning: 5000 }, distributions).fixedP;
}

describe.runIf(growthBook.present)(growthBook.title('the vectors of GrowthBook'), () => {
  const read = (): GrowthBook => growthBook.read();

  it('are met by the fixed-sample intervals, relative and absolute', () => {
    for (const one of read().tTest) {
      const difference = one.name === 'absolute' ? absoluteOf(one) : relativeOf(one);
      const { interval, p } = fixedInference(difference, 0.05, distributions);
      expect(difference.estimate).toBeCloseTo(one.effect, 5);
      expect(difference.standardError).toBeCloseTo(one.se, 5);
      expect([interval.low, interval.high].map((end) => end?.toFixed(5))).toEqual(
        one.ci.map((end) => end.toFixed(5)),
      );
      expect(p).toBeCloseTo(one.p, 5);
    }
  });

  it('are met by the anytime-valid intervals', () => {
    for (const one of read().sequentialTwoSided) {
      const { alpha, tuning } = one;
      const difference = relativeOf(one);
      const { interval, p } = anytimeInference(difference, { n: one.a.n + one.b.n, alpha, tuning });
      expect(interval.low).toBeCloseTo(one.ci[0], 5);
      expect(interval.high).toBeCloseTo(one.ci[1], 5);
      expect(p).toBeCloseTo(one.p, 5);
    }
  });

  it('are met by the test of the shares', () => {
    for (const { observed, weights, p } of read().srm) expect(shareP(observed, weights)).toBeCloseTo(p, 9);
  });

  it('are met by power and the smallest lift found, for one look and for many', () => {
    const { mean, variance, effect, nTotal, variations, ...expected } = read().power.single;
    const n = nTotal! / variations!;
    const arm = { mean: mean!, variance: variance! / n };
    const sequential = sequenceMultiplier({ n: 2 * n, alpha: 0.05, tuning: expected.sequentialTuning! });
    const shifted = { ...arm, n, degrees: n - 1, mean: mean! * (1 + effect!) };
    const { standardError } = relativeDifference(shifted, { ...arm, n, degrees: n - 1 });
    const found = (error: number) =>
      power({ effect: effect!, standardError: error, threshold: Z }, distributions);
    expect(found(standardError)).toBeCloseTo(expected.power!, 4);
    expect(found((standardError * sequential) / Z)).toBeCloseTo(expected.sequentialPower!, 4);
    expect(detectableLift(arm, arm, Z + POWER)).toBeCloseTo(expected.mde80!, 5);
    expect(detectableLift(arm, arm, inflated(sequential))).toBeCloseTo(expected.sequentialMde80!, 5);
  });

  it('are met by the smallest lift found week by week', () => {
    const { usersPerWeek, variations, metrics, mde, sequential5000Mde } = read().power.weekly;
    const { ctr, revenue } = metrics;
    const models = [{ mean: ctr.rate, variance: ctr.rate * (1 - ctr.rate) }, revenue];
    for (const [at, expected] of mde.entries()) {
      const n = ((Math.floor(at / 2) + 1) * usersPerWeek) / variations;
      const { mean, variance } = models[at % 2]!;
      const arm = { mean, variance: variance / n };
      const sequential = sequenceMultiplier({ n: 2 * n, alpha: 0.05, tuning: 5000 });
      expect(detectableLift(arm, arm, Z + POWER)).toBeCloseTo(expected, 4);
      expect(detectableLift(arm, arm, inflated(sequential))).toBeCloseTo(sequential5000Mde[at]!, 4);
    }
  });
});

describe.runIf(statsmodels.present)(statsmodels.title('the vectors of statsmodels'), () => {
  const read = (): Statsmodels => statsmodels.read();

  it('are met by the z of two proportions', () => {
    for (const { a, b, z } of read().twoProportionZ) expect(pooledZ(counts(a), counts(b))).toBeCloseTo(z, 12);
  });

  it('are met by every pair of several proportions, before and after Holm', () => {
    const { success, n, pairs, pairRawP, pairHolmP } = read().kSampleProportion;
    const raw = pairs.map(([one, other]) => {
      const z = pooledZ(counts([success[one]!, n[one]!]), counts([success[other]!, n[other]!]));
      return 2 * distributions.normalCdf(-Math.abs(z));
    });
    for (const [at, p] of raw.entries()) expect(p).toBeCloseTo(pairRawP[at]!, 10);
    for (const [at, p] of holm(raw).entries()) expect(p).toBeCloseTo(pairHolmP[at]!, 10);
  });

  it('are met by Welch', () => {
    for (const { a, b, p } of read().welch) {
      const [one, other] = [estimateOf(momentsOf(a)), estimateOf(momentsOf(b))];
      expect(fixedInference(absoluteDifference(one, other), 0.05, distributions).p).toBeCloseTo(p, 10);
    }
  });

  it('are met by the score interval, with the factor that Miettinen and Nurminen have', () => {
    const { a, b, scoreMN } = read().diffCi;
    const n = a[1] + b[1];
    const { low, high } = scoreInterval(counts(a), counts(b), Z * Math.sqrt(n / (n - 1)));
    expect(low).toBeCloseTo(scoreMN[0], 6);
    expect(high).toBeCloseTo(scoreMN[1], 6);
  });

  it('are met by chi-square', () => {
    for (const { observed, ratios, p } of read().chi2Gof) expect(shareP(observed, ratios)).toBeCloseTo(p, 10);
  });

  it('are met by both adjustments of p-values', () => {
    const rows = read().adjust.rowsSorted;
    const raw = rows.map(([p]) => p);
    for (const [at, p] of holm(raw).entries()) expect(p).toBeCloseTo(rows[at]![2], 9);
    for (const [at, p] of benjaminiHochberg(raw).entries()) expect(p).toBeCloseTo(rows[at]![3], 9);
  });

  it('are met by the power of two-sided tests of means and proportions', () => {
    const planned = read().power;
    const twoSided = ({ alternative }: { readonly alternative: string }) => alternative === 'two-sided';
    for (const { d, nPerArm, power: expected } of planned.normalTwoSample.filter(twoSided)) {
      const test = { effect: d, standardError: Math.sqrt(2 / nPerArm), threshold: Z };
      expect(power(test, distributions)).toBeCloseTo(expected, 10);
    }
    // Three times their tolerance: their exposures are rounded to five decimals.
    for (const { diff, p2, n1, n2, power: expected, tolerance } of planned.twoProportions.filter(twoSided)) {
      const [arm, control] = [
        { rate: p2 + diff, n: n1 },
        { rate: p2, n: n2 },
      ];
      const found = proportionPower({ arm, control, threshold: Z }, distributions);
      expect(Math.abs(found - expected)).toBeLessThan(3 * tolerance);
    }
  });
});
