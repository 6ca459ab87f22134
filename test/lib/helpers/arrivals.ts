import type { Random } from '../../../local/random.ts';

/** How many of a Poisson process' events fall into a stretch that holds `mean` of them on average; `mean` from 0. */
export function poisson(mean: number, random: Random): number {
  let count = 0;
  for (let reached = random.exponential(1); reached < mean; reached += random.exponential(1)) count += 1;
  return count;
}

/**
 * Successes among independent trials, by the gaps between them, which are geometric (Devroye 1986, X.4.3): the time
 * taken grows with the successes, not with the trials.
 */
export function binomial(trials: number, probability: number, random: Random): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return trials;
  const logOfFailure = Math.log1p(-probability);
  const gap = (): number => Math.floor(Math.log(1 - random.uniform()) / logOfFailure);
  let count = 0;
  for (let trial = gap(); trial < trials; trial += 1 + gap()) count += 1;
  return count;
}
