import type { Moments } from '../../core/experiment/experiment.ts';
import type { Random } from '../../local/random.ts';
import { binomial } from '../guard/draws.ts';

/** What values are drawn from. */
export interface Population {
  readonly kind: 'proportion' | 'mean';
  readonly mean: number;
  /** Totals of `n` independent draws. */
  readonly draw: (n: number, random: Random) => Moments;
}

/** Events of this rate. */
export function bernoulli(rate: number): Population {
  const draw = (n: number, random: Random): Moments => {
    const sum = binomial(n, rate, random);
    return { n, sum, sumSquares: sum };
  };
  return { kind: 'proportion', mean: rate, draw };
}

/** Log-normal values: `logSd` is the standard deviation of the logarithm, `scale` the median. */
export function logNormal(scale: number, logSd: number): Population {
  const draw = oneByOne((random) => random.logNormal(Math.log(scale), logSd));
  return { kind: 'mean', mean: scale * Math.exp(logSd ** 2 / 2), draw };
}

/** Draws with replacement from values that were observed. */
export function empirical(values: readonly number[]): Population {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { kind: 'mean', mean, draw: oneByOne((random) => values[random.integer(values.length)] ?? mean) };
}

function oneByOne(value: (random: Random) => number): Population['draw'] {
  return (n, random) => {
    let [sum, sumSquares] = [0, 0];
    for (let at = 0; at < n; at += 1) {
      const drawn = value(random);
      sum += drawn;
      sumSquares += drawn ** 2;
    }
    return { n, sum, sumSquares };
  };
}
