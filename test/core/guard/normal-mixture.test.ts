import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestRho, type IntrinsicSum, normalMixtureLog } from '../../../core/guard/normal-mixture.ts';
import { specialFunctions } from '../../../lambda/guard/special-functions.ts';
import { sharedFile } from '../../helpers/shared-files.ts';

interface MixtureCase {
  readonly kind: string;
  readonly s: number;
  readonly v: number;
  readonly vOpt: number;
  readonly alphaOpt: number;
  readonly log: number;
  readonly alpha: number;
  readonly bound: number;
}

interface ConfseqVectors {
  readonly tolerance: number;
  readonly bestRho: { readonly vOpt: number; readonly alphaOpt: number; readonly twoSided: number };
  readonly mixture: readonly MixtureCase[];
}

const vectors = sharedFile<ConfseqVectors>('vectors/stats-confseq.json');

const mixtureLog = (sum: IntrinsicSum): number => normalMixtureLog(sum, specialFunctions);

/** ∫ f over [from, to] by Simpson's rule. */
function integral(f: (x: number) => number, from: number, to: number): number {
  const steps = 4000;
  const width = (to - from) / steps;
  let total = 0;
  for (let step = 0; step <= steps; step += 1) {
    const isEnd = step === 0 || step === steps;
    total += (isEnd ? 1 : step % 2 === 1 ? 4 : 2) * f(from + step * width);
  }
  return (total * width) / 3;
}

const density = (x: number, sd: number): number =>
  Math.exp(-((x / sd) ** 2) / 2) / (sd * Math.sqrt(2 * Math.PI));

/** The sum at which the mixture reaches 1/alpha. */
function boundary(v: number, rho: number, alpha: number): number {
  let [low, high] = [0, 20 * Math.sqrt(v + rho)];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (mixtureLog({ s: middle, v, rho }) < -Math.log(alpha)) low = middle;
    else high = middle;
  }
  return low;
}

/** gostevehoward/confseq at 70b1ef3, test/uniform_boundaries_unittest.cpp: targets its authors computed in R. */
const CONFSEQ = {
  vOpt: 100,
  s: 10,
  v: 100,
  alpha: 0.05,
  log: -0.06502391,
  bound: 27.66071,
  twoSidedRho: 12.60056,
};

describe('the one-sided normal mixture', () => {
  const rho = bestRho(CONFSEQ.vOpt, CONFSEQ.alpha);

  it('has the value that confseq gives', () => {
    expect(mixtureLog({ s: CONFSEQ.s, v: CONFSEQ.v, rho })).toBeCloseTo(CONFSEQ.log, 6);
  });

  it('reaches its threshold at the boundary that confseq gives', () => {
    expect(boundary(CONFSEQ.v, rho, CONFSEQ.alpha)).toBeCloseTo(CONFSEQ.bound, 4);
  });

  it('is the average of likelihood ratios over a half-normal effect', () => {
    const sums = fc.record({
      s: fc.double({ min: -20, max: 20, noNaN: true }),
      v: fc.double({ min: 0, max: 200, noNaN: true }),
      rho: fc.double({ min: 1, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(sums, ({ s, v, rho }) => {
        const ratio = (effect: number) =>
          2 * density(effect, 1 / Math.sqrt(rho)) * Math.exp(effect * s - (effect ** 2 * v) / 2);
        // The integrand is a normal density around s/(v + ρ) with precision v + ρ, cut off at 0.
        const end = Math.max(s, 0) / (v + rho) + 12 / Math.sqrt(v + rho);
        expect(mixtureLog({ s, v, rho })).toBeCloseTo(Math.log(integral(ratio, 0, end)), 5);
      }),
      { numRuns: 50 },
    );
  });

  it('is worth on average what it is worth now, whatever is added under the null hypothesis', () => {
    const [now, sd] = [{ s: 8, v: 50, rho }, 5];
    const after = (x: number) =>
      density(x, sd) * Math.exp(mixtureLog({ s: now.s + x, v: now.v + sd ** 2, rho }));
    expect(Math.log(integral(after, -60, 60))).toBeCloseTo(mixtureLog(now), 8);
  });

  it('starts at no evidence', () => {
    expect(mixtureLog({ s: 0, v: 0, rho })).toBeCloseTo(0, 12);
  });

  it('only falls as the sum falls, far beyond where its terms would cancel', () => {
    const logs = Array.from({ length: 200 }, (_, step) => mixtureLog({ s: -(1.25 ** step), v: 100, rho }));
    expect(logs.every((log, step) => Number.isFinite(log) && log < (logs[step - 1] ?? 0))).toBe(true);
  });
});

describe('the best rho', () => {
  it('is what confseq has for two sides at twice the rate', () => {
    expect(bestRho(CONFSEQ.vOpt, CONFSEQ.alpha / 2)).toBeCloseTo(CONFSEQ.twoSidedRho, 5);
  });

  it.each([0.1, 0.05, 0.01, 1e-6])('has a boundary hardly above the lowest there is: %s', (alpha) => {
    const rho = bestRho(1, alpha);
    const others = Array.from({ length: 81 }, (_, step) => boundary(1, rho * 1.1 ** (step - 40), alpha));
    expect(boundary(1, rho, alpha)).toBeLessThan(1.02 * Math.min(...others));
  });
});

describe.runIf(vectors.present)(vectors.title('the vectors of confseq'), () => {
  const { bestRho: rhoCase, mixture, tolerance } = vectors.present ? vectors.read() : { mixture: [] };

  it('are met by the best rho', () => {
    const { vOpt, alphaOpt, twoSided } = rhoCase ?? { vOpt: 0, alphaOpt: 0, twoSided: 0 };
    expect(Math.abs(bestRho(vOpt, alphaOpt / 2) - twoSided)).toBeLessThan(tolerance ?? 0);
  });

  it('are met by the mixture and by its boundary', () => {
    const oneSided = mixture.filter(({ kind }) => kind === 'normalOneSided');
    expect(oneSided).not.toEqual([]);
    for (const { s, v, vOpt, alphaOpt, log, alpha, bound } of oneSided) {
      const rho = bestRho(vOpt, alphaOpt);
      expect(Math.abs(mixtureLog({ s, v, rho }) - log)).toBeLessThan(tolerance ?? 0);
      expect(Math.abs(boundary(v, rho, alpha) - bound)).toBeLessThan(tolerance ?? 0);
    }
  });
});
