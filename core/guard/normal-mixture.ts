/** What `core` needs of a library of special functions; it is passed in, because `core` imports nothing. */
export interface SpecialFunctions {
  /** ln Φ(x) of the standard normal distribution, accurate in the far lower tail. */
  readonly logNormalCdf: (x: number) => number;
}

/** A sum with mean at most 0 under the null hypothesis, at one moment. */
export interface IntrinsicSum {
  readonly s: number;
  /** Variance of `s`, 0 or more: the intrinsic time. */
  readonly v: number;
  /** Precision of the mixing half-normal, in units of `v`, above 0; `bestRho` chooses it. */
  readonly rho: number;
}

/** Below it two large terms would cancel, and the limit is right to 1 / LOWER_TAIL². */
const LOWER_TAIL = -1e4;

/**
 * Logarithm of the one-sided normal mixture: exp(λs − λ²v/2) averaged over a half-normal λ of variance 1/ρ.
 *
 * √(4ρ/(v+ρ)) · exp(z²/2) · Φ(z) with z = s/√(v+ρ). A supermartingale that starts at 1 where `s` is sub-Gaussian in `v`,
 * hence ever 1/α or more with probability at most α. Howard, Ramdas, McAuliffe and Sekhon, arXiv 1810.08240,
 * proposition 6.
 */
export function normalMixtureLog({ s, v, rho }: IntrinsicSum, functions: SpecialFunctions): number {
  const z = s / Math.sqrt(v + rho);
  return Math.log((4 * rho) / (v + rho)) / 2 + logScaledCdf(z, functions);
}

/**
 * The ρ whose one-sided boundary for `alpha` is lowest where the variance is `vOpt`: at most 2 % above the lowest for an
 * `alpha` up to 0.1.
 *
 * The two-sided boundary at 2α, nearly the same, is lowest at x = v/ρ with x = 2L + ln(1 + x), L = ln(1/(2α)); this is
 * the first step of that equation's iteration from x = 2L, as in confseq. `vOpt` above 0, `alpha` in (0, 0.5).
 */
export function bestRho(vOpt: number, alpha: number): number {
  const start = -2 * Math.log(2 * alpha);
  return vOpt / (start + Math.log1p(start));
}

/** z²/2 + ln Φ(z). */
function logScaledCdf(z: number, { logNormalCdf }: SpecialFunctions): number {
  if (z < LOWER_TAIL) return -Math.log(-z * Math.sqrt(2 * Math.PI));
  return (z * z) / 2 + logNormalCdf(z);
}
