import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../local/random.ts';

/** How often a bound below would be passed by true randomness. */
const ALPHA = 1e-4;
/** Two-sided quantile of the standard normal distribution at {@link ALPHA}. */
const Z = 3.891;

const NEIGHBOURS = Array.from({ length: 2000 }, (_, index) => index + 1);
/** The generator of one seed, or one of its streams. */
const SOURCES: readonly (readonly [what: string, open: (seed: number) => Random])[] = [
  ['the seed itself', (seed) => new Random(seed)],
  ['its stream for traffic', (seed) => new Random(seed).stream('traffic')],
  ['its stream for one model', (seed) => new Random(seed).stream('models').stream('model-1')],
  ['its stream for the next model', (seed) => new Random(seed).stream('models').stream('model-2')],
  ['its stream for nothing', (seed) => new Random(seed).stream('')],
];
const PAIRS = SOURCES.flatMap(([, open], index) =>
  SOURCES.slice(index + 1).map(([, other]) => ({ open, other })),
);

/** The first draws of a generator. */
function firstDraws(random: Random): readonly number[] {
  return [random.uniform(), random.uniform(), random.uniform(), random.uniform()];
}

/** By draw, then by seed. */
function drawsOver(seeds: readonly number[], open: (seed: number) => Random): readonly (readonly number[])[] {
  const bySeed = seeds.map((seed) => firstDraws(open(seed)));
  return [0, 1, 2, 3].map((draw) => bySeed.map((draws) => draws[draw] ?? Number.NaN));
}

/**
 * Kolmogorov's distance from the uniform distribution, as a share of what chance allows at {@link ALPHA}
 * (the bound is √(−ln(α ∕ 2) ∕ 2n), Massart 1990).
 */
function unevenness(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const count = ascending.length;
  const gaps = ascending.map((value, index) => Math.max((index + 1) / count - value, value - index / count));
  return Math.max(...gaps) / Math.sqrt(-Math.log(ALPHA / 2) / (2 * count));
}

/** Correlation of two rows of uniform draws, as a share of what chance allows at {@link ALPHA}. */
function likeness(first: readonly number[], second: readonly number[]): number {
  const count = Math.min(first.length, second.length);
  let sum = 0;
  for (let at = 0; at < count; at++) sum += ((first[at] ?? 0) - 0.5) * ((second[at] ?? 0) - 0.5);
  return Math.abs((12 * sum) / count) / (Z / Math.sqrt(count));
}

describe.each(SOURCES)('the first draws over neighbouring seeds, from %s', (_, open) => {
  const draws = drawsOver(NEIGHBOURS, open);

  it('are uniform', () => {
    for (const values of draws) expect(unevenness(values)).toBeLessThan(1);
  });

  it('tell nothing of those of the next seed', () => {
    for (const values of draws) expect(likeness(values, values.slice(1))).toBeLessThan(1);
  });

  it('tell nothing of each other', () => {
    for (const [index, values] of draws.entries())
      for (const later of draws.slice(index + 1)) expect(likeness(values, later)).toBeLessThan(1);
  });
});

describe('the first draws over regularly spaced seeds', () => {
  it.each([2 ** 8, 2 ** 16, 2 ** 20, 1000, -1])('are uniform at a spacing of %d', (spacing) => {
    const seeds = NEIGHBOURS.map((index) => (index * spacing) | 0);
    for (const values of drawsOver(seeds, (seed) => new Random(seed)))
      expect(unevenness(values)).toBeLessThan(1);
  });
});

describe('the streams of one seed', () => {
  it('tell nothing of each other, nor of those of the next seed', () => {
    for (const { open, other } of PAIRS) {
      const [draws = []] = drawsOver(NEIGHBOURS, open);
      const [others = []] = drawsOver(NEIGHBOURS, other);
      expect(likeness(draws, others)).toBeLessThan(1);
      expect(likeness(draws.slice(1), others)).toBeLessThan(1);
      expect(likeness(draws, others.slice(1))).toBeLessThan(1);
    }
  });

  it('are others for purposes that differ in little', () => {
    const purposes = [
      '',
      'a',
      'b',
      'ab',
      'ba',
      'Aa',
      'BB',
      'AaAa',
      'BBBB',
      'AaBB',
      'model-1',
      'model-2',
      '模型',
    ];
    const firsts = purposes.map((purpose) => new Random(1).stream(purpose).uniform());
    expect(new Set(firsts).size).toBe(purposes.length);
  });

  it('are never those of another small seed for another letter', () => {
    const letters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    const firsts = NEIGHBOURS.slice(0, 100).flatMap((seed) =>
      letters.map((letter) => new Random(seed).stream(letter).uniform()),
    );
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('do not depend on what was drawn before', () => {
    const random = new Random(1);
    const before = firstDraws(random.stream('models'));
    firstDraws(random);
    firstDraws(random.stream('traffic'));
    expect(firstDraws(random.stream('models'))).toEqual(before);
  });
});

describe('a seed', () => {
  it('gives the same draws each time', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, purpose) => {
        expect(firstDraws(new Random(seed).stream(purpose))).toEqual(
          firstDraws(new Random(seed).stream(purpose)),
        );
      }),
    );
  });

  it('is the same number with and without a sign', () => {
    expect(firstDraws(new Random(2 ** 32 - 1))).toEqual(firstDraws(new Random(-1)));
    expect(firstDraws(new Random(2 ** 32 - 1).stream('models'))).toEqual(
      firstDraws(new Random(-1).stream('models')),
    );
  });

  it('fills the generator by SplitMix64, as its authors advise', () => {
    // First two outputs of prng.di.unimi.it/splitmix64.c for this seed; the generator's first output is their sum.
    const sum = 6457827717110365317n + 3203168211198807973n;
    const highBits = Math.floor(new Random(1234567).uniform() * 2 ** 26);
    expect(highBits).toBe(Number(BigInt.asUintN(26, sum)));
  });
});
