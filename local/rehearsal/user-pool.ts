import type { Random } from '../random.ts';

/** Who sends requests. */
export interface UserSpread {
  readonly users: number;
  /**
   * Standard deviation of the logarithm of how much a user sends; 1.5 gives the busiest tenth over half of the traffic.
   * Default 0: all send alike.
   */
  readonly activityLogSd?: number;
  /** Standard deviation of the logarithm of how often a user's requests fail, the mean being 1. Default 0: all alike. */
  readonly failureLogSd?: number;
}

export interface User {
  readonly id: string;
  /** Multiple of the model's failure rates for this user's requests. */
  readonly failureFactor: number;
}

/** Users with habits of their own; who sends the next request is drawn anew each time. */
export class UserPool {
  readonly #count: number;
  /** Running sums of how much each user sends; without it all send alike. */
  readonly #activity: Float64Array | undefined;
  readonly #failureFactors: Float64Array | undefined;

  /** `random`: a stream of its own, so that habits shift no other draw. */
  constructor({ users, activityLogSd = 0, failureLogSd = 0 }: UserSpread, random: Random) {
    this.#count = users;
    this.#activity = activityLogSd > 0 ? runningSums(weights(users, activityLogSd, random)) : undefined;
    this.#failureFactors = failureLogSd > 0 ? weights(users, failureLogSd, random) : undefined;
  }

  /** Takes one draw of `random`. */
  draw(random: Random): User {
    const index = this.#activity ? placeIn(this.#activity, random.uniform()) : random.integer(this.#count);
    return { id: `user-${index}`, failureFactor: this.#failureFactors?.[index] ?? 1 };
  }
}

/** Log-normal with mean 1. */
function weights(count: number, logSd: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => random.logNormal(-(logSd ** 2) / 2, logSd));
}

function runningSums(numbers: Float64Array): Float64Array {
  let sum = 0;
  return numbers.map((number) => {
    sum += number;
    return sum;
  });
}

/** Index of the first sum beyond a share (0…1) of the last one, by bisection. */
function placeIn(sums: Float64Array, share: number): number {
  const sought = share * (sums.at(-1) ?? 0);
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > sought) high = middle;
    else low = middle + 1;
  }
  return low;
}
