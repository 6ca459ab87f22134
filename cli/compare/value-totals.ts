import type { Moments, QuantilePoint } from '../../core/experiment/experiment.ts';
import type { RecordedValue } from './recorded-exposure.ts';

/** Values added up one by one, and kept for their quantiles. */
export class ValueTotals {
  readonly #values: number[] = [];
  #sum = 0;
  #sumSquares = 0;
  readonly #denominator = new Paired();
  readonly #covariate = new Paired();

  add({ value, denominator }: RecordedValue, covariate: number | undefined): void {
    this.#values.push(value);
    this.#sum += value;
    this.#sumSquares += value ** 2;
    this.#denominator.add(denominator, value);
    this.#covariate.add(covariate, value);
  }

  /** With a denominator and a covariate where every value has one. */
  moments(): Moments {
    const n = this.#values.length;
    const [denominator, covariate] = [this.#denominator.totals(n), this.#covariate.totals(n)];
    return {
      ...{ n, sum: this.#sum, sumSquares: this.#sumSquares },
      ...(denominator && { denominator }),
      ...(covariate && { covariate }),
    };
  }

  /** Between two values the quantile is interpolated (Hyndman and Fan 1996, type 7). At least one value is there. */
  quantiles(probabilities: readonly number[]): readonly QuantilePoint[] {
    const ascending = this.#values.toSorted((left, right) => left - right);
    return probabilities.map((probability) => {
      const rank = (ascending.length - 1) * probability;
      const [low, high] = [ascending[Math.floor(rank)] ?? 0, ascending[Math.ceil(rank)] ?? 0];
      return { probability, value: low + (high - low) * (rank - Math.floor(rank)) };
    });
  }
}

/** Totals of a second quantity beside the first. */
class Paired {
  #n = 0;
  #sum = 0;
  #sumSquares = 0;
  #sumProducts = 0;

  add(value: number | undefined, beside: number): void {
    if (value === undefined) return;
    this.#n += 1;
    this.#sum += value;
    this.#sumSquares += value ** 2;
    this.#sumProducts += value * beside;
  }

  /** `undefined` unless it was there `n` times, at least once. */
  totals(n: number): Moments['covariate'] {
    if (this.#n === 0 || this.#n < n) return undefined;
    return { sum: this.#sum, sumSquares: this.#sumSquares, sumProducts: this.#sumProducts };
  }
}
