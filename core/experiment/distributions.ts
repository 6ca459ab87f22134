/** What `core` needs of a library of distributions; it is passed in, because `core` imports nothing. */
export interface Distributions {
  /** Φ(x) of the standard normal distribution, accurate in the far lower tail. */
  readonly normalCdf: (x: number) => number;
  /** The x with Φ(x) = `probability`. */
  readonly normalQuantile: (probability: number) => number;
  /** Student's t; `degrees` above 0, not only whole numbers. */
  readonly tCdf: (x: number, degrees: number) => number;
  readonly tQuantile: (probability: number, degrees: number) => number;
  readonly chiSquareCdf: (x: number, degrees: number) => number;
}
