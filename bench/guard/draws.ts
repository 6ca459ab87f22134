import type { Random } from '../../local/random.ts';

/** Means from which on a draw by rejection is valid, and faster than one that counts events. */
const LARGE = 12;

/** Draw from a Poisson distribution in a time that does not grow with its mean: PTRS of Hörmann (1993). */
export function poisson(mean: number, random: Random): number {
  if (mean < LARGE) return fewArrivals(mean, random);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = 1 - random.uniform();
    const distance = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (distance < 0.013 && v > distance)) continue;
    const height = Math.log((v * inverseAlpha) / (a / distance ** 2 + b));
    if (height <= k * Math.log(mean) - mean - logFactorial(k)) return k;
  }
}

/** Successes among `trials`, in a time that does not grow with them: BTRS of Hörmann (1993). */
export function binomial(trials: number, probability: number, random: Random): number {
  if (probability > 0.5) return trials - binomial(trials, 1 - probability, random);
  if (trials * probability < LARGE) return fewSuccesses(trials, probability, random);
  const spread = Math.sqrt(trials * probability * (1 - probability));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * probability;
  const alpha = (2.83 + 5.1 / b) * spread;
  const squeeze = 0.92 - 4.2 / b;
  const mode = Math.floor((trials + 1) * probability);
  const atMode = logFactorial(mode) + logFactorial(trials - mode);
  const logOdds = Math.log(probability / (1 - probability));
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = 1 - random.uniform();
    const distance = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / distance + b) * u + trials * probability + 0.5);
    if (distance >= 0.07 && v <= squeeze) return k;
    if (k < 0 || k > trials) continue;
    const height = Math.log((v * alpha) / (a / distance ** 2 + b));
    if (height <= atMode - logFactorial(k) - logFactorial(trials - k) + (k - mode) * logOdds) return k;
  }
}

/** By the product of uniforms that is still above e^-mean (Knuth, TAOCP 2, 3.4.1). */
function fewArrivals(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count += 1;
  return count;
}

/** By the gaps between successes, which are geometric (Devroye 1986, X.4.3). */
function fewSuccesses(trials: number, probability: number, random: Random): number {
  if (trials === 0 || probability <= 0) return 0;
  const logOfFailure = Math.log1p(-probability);
  let count = 0;
  let trial = Math.floor(Math.log(1 - random.uniform()) / logOfFailure);
  while (trial < trials) {
    count += 1;
    trial += 1 + Math.floor(Math.log(1 - random.uniform()) / logOfFailure);
  }
  return count;
}

/** Gamma with mean 1 and this coefficient of variation (> 0): Marsaglia and Tsang (2000). */
export function gammaOfMeanOne(variation: number, random: Random): number {
  const shape = 1 / variation ** 2;
  // Below 1 by the boost of the same paper: G(shape) = G(shape + 1)·U^(1/shape).
  const boost = shape < 1 ? (1 - random.uniform()) ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  for (;;) {
    const normal = random.normal();
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random.uniform()) < normal ** 2 / 2 + d * (1 - v + Math.log(v))) {
      return (d * v * boost) / shape;
    }
  }
}

/** Below this many, things are put into groups one by one. */
const FEW = 40;

/** Puts `total` things into groups, each by chance; `shares` are the groups' cumulated shares, the last one 1. */
export function spread(total: number, shares: Float64Array, into: Float64Array, random: Random): void {
  into.fill(0);
  if (total < FEW) {
    for (let thing = 0; thing < total; thing += 1) {
      const at = random.uniform();
      let group = 0;
      while (group < shares.length - 1 && at >= (shares[group] ?? 1)) group += 1;
      into[group] = (into[group] ?? 0) + 1;
    }
    return;
  }
  let [left, before] = [total, 0];
  for (let group = 0; group < shares.length && left > 0; group += 1) {
    const share = shares[group] ?? 1;
    const isLast = group === shares.length - 1 || before >= 1;
    const drawn = isLast ? left : binomial(left, Math.min(1, (share - before) / (1 - before)), random);
    into[group] = drawn;
    left -= drawn;
    before = share;
  }
}

const EXACT = 4096;
const LOG_FACTORIALS = new Float64Array(EXACT);
for (let n = 2; n < EXACT; n += 1) LOG_FACTORIALS[n] = (LOG_FACTORIALS[n - 1] ?? 0) + Math.log(n);

/** ln n!, from a table or by Stirling's series, which is right to 1e-13 beyond it. */
function logFactorial(n: number): number {
  if (n < EXACT) return LOG_FACTORIALS[n] ?? 0;
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3);
}
