import { describe, expect, it } from 'vitest';
import {
  type Difference,
  effectOf,
  normalCdf,
  pooledZ,
  proportion,
  sampleMean,
  sampleRatioPValue,
  sequentialHalfWidth,
} from '../../../bench/guard/peers.ts';
import { sharedFile } from '../../helpers/shared-files.ts';

interface Summary {
  readonly sum: number;
  readonly sumSquares?: number;
  readonly n: number;
}

interface Sequential {
  readonly a: Summary;
  readonly b: Summary;
  readonly difference: Difference;
  readonly tuning: number;
  readonly alpha: number;
}

interface GrowthBookVectors {
  readonly sequentialTwoSided: readonly (Sequential & { readonly ci: readonly [number, number] })[];
  readonly sequentialOneSided: readonly (Sequential & { readonly lower?: number; readonly upper?: number })[];
  readonly srm: readonly {
    readonly observed: readonly number[];
    readonly weights: readonly number[];
    readonly p: number;
  }[];
}

interface StatsmodelsVectors {
  readonly twoProportionZ: readonly {
    readonly a: readonly [number, number];
    readonly b: readonly [number, number];
    readonly z: number;
    readonly p: number;
  }[];
}

const armOf = ({ sum, sumSquares, n }: Summary) =>
  sumSquares === undefined ? proportion(sum, n) : sampleMean(sum, sumSquares, n);

function bounds(vector: Sequential, sides: 1 | 2): readonly [number, number] {
  const { value, standardError } = effectOf(armOf(vector.a), armOf(vector.b), vector.difference);
  const exposures = vector.a.n + vector.b.n;
  const width = standardError * sequentialHalfWidth({ ...vector, sides, exposures });
  return [value - width, value + width];
}

// packages/stats/tests/frequentist/test_tests.py and packages/back-end/test/stats.test.ts of growthbook/growthbook at
// 8f1db4456915a8e7b7faf23d5632ca7219d2f469.
const growthBook = sharedFile<GrowthBookVectors>('vectors/stats-growthbook.json');

describe.runIf(growthBook.present)(growthBook.title("GrowthBook's tests, as they are written here"), () => {
  it('give its sequential intervals', () => {
    for (const vector of growthBook.read().sequentialTwoSided) {
      const [low, high] = bounds(vector, 2);
      expect(low).toBeCloseTo(vector.ci[0], 5);
      expect(high).toBeCloseTo(vector.ci[1], 5);
    }
  });

  it('give its one-sided sequential bounds', () => {
    for (const vector of growthBook.read().sequentialOneSided) {
      const [low, high] = bounds(vector, 1);
      if (vector.lower !== undefined) expect(low).toBeCloseTo(vector.lower, 8);
      if (vector.upper !== undefined) expect(high).toBeCloseTo(vector.upper, 8);
    }
  });

  it('give its p-values of sample ratios', () => {
    for (const { observed, weights, p } of growthBook.read().srm) {
      expect(sampleRatioPValue(observed, weights), observed.join()).toBeCloseTo(p, 8);
    }
  });
});

// statsmodels/stats/tests/test_proportion.py of statsmodels/statsmodels at 82c59e378bdfb5ae324006c477954879ad3e24be.
const statsmodels = sharedFile<StatsmodelsVectors>('vectors/stats-statsmodels.json');

describe.runIf(statsmodels.present)(statsmodels.title('the pooled z test'), () => {
  it('gives the value and the two-sided p of statsmodels', () => {
    for (const { a, b, z, p } of statsmodels.read().twoProportionZ) {
      const ours = pooledZ(proportion(...b), proportion(...a));
      expect(ours).toBeCloseTo(z, 10);
      expect(2 * normalCdf(-Math.abs(ours))).toBeCloseTo(p, 10);
    }
  });
});

describe('a chi-square with more degrees of freedom than there is a closed form for', () => {
  it('is refused', () => {
    expect(() => sampleRatioPValue([1, 2, 3, 4], [1, 1, 1, 1])).toThrow('use 1 or 2');
  });
});
