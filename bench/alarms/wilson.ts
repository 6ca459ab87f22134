/** A share with its 95 % interval. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 0.975 quantile of the standard normal. */
const Z = 1.959963984540054;

/** Share of `successes` in `trials` (1 or more) with Wilson's score interval (1927), which holds at 0 and 1 too. */
export function wilson(successes: number, trials: number): Share {
  const value = successes / trials;
  const weight = 1 / (1 + Z ** 2 / trials);
  const centre = weight * (value + Z ** 2 / (2 * trials));
  const half = weight * Z * Math.sqrt((value * (1 - value)) / trials + Z ** 2 / (4 * trials ** 2));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
