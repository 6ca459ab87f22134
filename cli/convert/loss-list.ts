import type { Effect, Loss } from './format.ts';

/** Takes down what the other format cannot say, where the place is known already. */
export type Report = (effect: Effect, what: string, why: string) => void;

/** What is lost of one flag; pointers are given in full. */
export class LossList {
  readonly #flag: string;
  readonly #losses: Loss[] = [];

  constructor(flag: string) {
    this.#flag = flag;
  }

  /** Names a loss, the same at the same place once. */
  add(effect: Effect, pointer: string, what: string, why: string): void {
    const isKnown = this.#losses.some((loss) => loss.pointer === pointer && loss.what === what);
    if (!isKnown) this.#losses.push({ flag: this.#flag, pointer, what, why, effect });
  }

  /** Names losses at one place. */
  reportAt(pointer: string): Report {
    return (effect, what, why) => this.add(effect, pointer, what, why);
  }

  /** Whether the flag cannot be carried over at all. */
  get isRefused(): boolean {
    return this.#losses.some(({ effect }) => effect === 'refused');
  }

  /** In the order in which they were found; of a flag that is refused only why. */
  all(): readonly Loss[] {
    return this.isRefused ? this.#losses.filter(({ effect }) => effect === 'refused') : this.#losses;
  }
}
