import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { murmur3 } from '../core/evaluation/murmur3.ts';

/** Seeded randomness: the same seed gives the same draws on every machine, neighbouring seeds unrelated ones. */
export class Random {
  readonly #generator: RandomGenerator;
  readonly #seed: number;

  /** `seed`: any 32-bit integer. */
  constructor(seed: number) {
    this.#seed = seed;
    this.#generator = xoroshiro128plusFromState(spread(seed));
  }

  /**
   * An independent stream for one purpose, so that a draw added elsewhere does not shift this one. Two seeds never
   * share the stream of a purpose, two purposes those of a seed by chance only, 1 to 2^32.
   */
  stream(purpose: string): Random {
    return new Random(murmur3(purpose, this.#seed));
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

  /** In the form of a UUID. */
  uuid(): string {
    const hex = (digits: number): string =>
      Array.from({ length: digits }, () => this.integer(16).toString(16)).join('');
    return [8, 4, 4, 4, 12].map(hex).join('-');
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

const BITS = 64;
/** 2^64 divided by the golden ratio, made odd. */
const GOLDEN_STEP = 0x9e3779b97f4a7c15n;

/**
 * The generator's 128 bits from a seed's 32, never all zero: two outputs of SplitMix64 (Steele, Lea and Flood 2014;
 * prng.di.unimi.it/splitmix64.c), as the authors of xoroshiro128+ advise. `xoroshiro128plus(seed)` of pure-rand takes
 * the seed as it is, and then the first draw is the seed's complement.
 */
function spread(seed: number): readonly number[] {
  const start = BigInt(seed >>> 0);
  return [start + GOLDEN_STEP, start + 2n * GOLDEN_STEP].flatMap((counter) => halves(mixed(counter)));
}

/** SplitMix64's output at a place of its counter. */
function mixed(counter: bigint): bigint {
  let bits = BigInt.asUintN(BITS, counter);
  bits = BigInt.asUintN(BITS, (bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n);
  bits = BigInt.asUintN(BITS, (bits ^ (bits >> 27n)) * 0x94d049bb133111ebn);
  return bits ^ (bits >> 31n);
}

/** High and low 32 bits, signed as bitwise operators have them. */
function halves(bits: bigint): readonly number[] {
  return [Number(BigInt.asIntN(32, bits >> 32n)), Number(BigInt.asIntN(32, bits))];
}
