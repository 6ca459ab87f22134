import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Seeded randomness: the same seed gives the same draws on every machine. */
export class Random {
  readonly #generator: RandomGenerator;
  readonly #seed: number;

  /** `seed`: any 32-bit integer. */
  constructor(seed: number) {
    this.#seed = seed;
    this.#generator = xoroshiro128plus(seed);
  }

  /** An independent stream for one purpose, so that a draw added elsewhere does not shift this one. */
  stream(purpose: string): Random {
    let hash = this.#seed | 0;
    for (const character of purpose) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
    return new Random(hash);
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Integer in [0, below). */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** Standard normal, by Box and Muller (1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Log-normal: `logMean` and `logSd` are the mean and standard deviation of the logarithm. */
  logNormal(logMean: number, logSd: number): number {
    return Math.exp(logMean + logSd * this.normal());
  }
}
