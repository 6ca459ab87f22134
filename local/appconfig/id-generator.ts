import { Random } from '../random.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Identifiers as AppConfig gives them, 7 characters of a-z and 0-9, never twice; the same seed gives the same row. */
export class IdGenerator {
  readonly #random: Random;
  readonly #used = new Set<string>();

  constructor(seed: number) {
    this.#random = new Random(seed).stream('appconfig-ids');
  }

  next(): string {
    for (;;) {
      let id = '';
      while (id.length < 7) id += ALPHABET.charAt(this.#random.integer(ALPHABET.length));
      if (this.#used.has(id)) continue;
      this.#used.add(id);
      return id;
    }
  }
}
