import { describe, expect, it } from 'vitest';
import { binomial, gammaOfMeanOne, poisson, spread } from '../../../bench/guard/draws.ts';
import { Random } from '../../../local/random.ts';

const DRAWS = 20_000;

/** Mean and variance of many draws. */
function moments(draw: () => number): { readonly mean: number; readonly variance: number } {
  const draws = Array.from({ length: DRAWS }, draw);
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  return { mean, variance };
}

/** Largest distance between the shares of draws up to a value and what they should be, over all values. */
function farthest(draw: () => number, probabilities: readonly number[]): number {
  const counts = new Float64Array(probabilities.length);
  for (let index = 0; index < DRAWS; index += 1) {
    const value = draw();
    counts[value] = (counts[value] ?? 0) + 1;
  }
  let [seen, expected, distance] = [0, 0, 0];
  for (const [value, probability] of probabilities.entries()) {
    seen += (counts[value] ?? 0) / DRAWS;
    expected += probability;
    distance = Math.max(distance, Math.abs(seen - expected));
  }
  return distance;
}

/** Probabilities of 0, 1, 2, …, from the first and the ratio of each to the one before. */
function probabilitiesOf(first: number, ratio: (value: number) => number, most: number): readonly number[] {
  const probabilities = [first];
  for (let value = 1; value <= most; value += 1) {
    probabilities.push((probabilities[value - 1] ?? 0) * ratio(value));
  }
  return probabilities;
}

/** Kolmogorov's distance that one draw of so many exceeds with a probability below 1 in 10,000. */
const FAR = 2.23 / Math.sqrt(DRAWS);

describe('numbers of arrivals', () => {
  it.each([0.3, 5, 20, 90])('follow the Poisson distribution, mean %s', (mean) => {
    const random = new Random(1);
    const probabilities = probabilitiesOf(Math.exp(-mean), (value) => mean / value, 200);
    expect(farthest(() => poisson(mean, random), probabilities)).toBeLessThan(FAR);
  });

  it('keep mean and variance when they are large', () => {
    const random = new Random(2);
    const { mean, variance } = moments(() => poisson(6000, random));
    expect(mean / 6000).toBeCloseTo(1, 2);
    expect(variance / 6000).toBeCloseTo(1, 1);
  });
});

describe('numbers of successes', () => {
  it.each([
    [40, 0.02],
    [40, 0.5],
    [150, 0.3],
    [150, 0.85],
  ])('follow the binomial distribution: %s trials, probability %s', (trials, share) => {
    const random = new Random(3);
    const odds = share / (1 - share);
    const ratio = (value: number): number => ((trials - value + 1) / value) * odds;
    const probabilities = probabilitiesOf((1 - share) ** trials, ratio, trials);
    expect(farthest(() => binomial(trials, share, random), probabilities)).toBeLessThan(FAR);
  });

  it('keep to the edges of a probability', () => {
    const random = new Random(4);
    const edges = [binomial(7, 0, random), binomial(7, 1, random), binomial(0, 0.5, random)];
    expect(edges).toEqual([0, 7, 0]);
  });
});

describe("users' failure rates", () => {
  it.each([0.5, 1, 2])('have mean one and the coefficient of variation asked for: %s', (variation) => {
    const random = new Random(5);
    const { mean, variance } = moments(() => gammaOfMeanOne(variation, random));
    // Four standard errors of a mean; a variance's error is larger for the skewed ones.
    expect(Math.abs(mean - 1)).toBeLessThan((4 * variation) / Math.sqrt(DRAWS));
    expect(variance / variation ** 2).toBeCloseTo(1, 0);
  });
});

describe('things put into groups', () => {
  const shares = Float64Array.of(0.1, 0.1, 0.4, 1);

  it.each([7, 5000])('are neither lost nor put where nobody is: %s', (total) => {
    const into = new Float64Array(4);
    const random = new Random(6);
    let last = 0;
    for (let round = 0; round < 200; round += 1) {
      spread(total, shares, into, random);
      expect(into.reduce((sum, count) => sum + count, 0)).toBe(total);
      expect(into[1]).toBe(0);
      last += into[3] ?? 0;
    }
    const expected = 200 * total * 0.6;
    expect(Math.abs(last - expected)).toBeLessThan(4 * Math.sqrt(expected * 0.4));
  });
});
