/**
 * Writes what several have to write together, once each of them has joined or left: so that a batch of outcomes takes few
 * records, and yet each is written between its claim and its note.
 */
export class Emission<Part> {
  readonly #write: (parts: readonly Part[]) => void;
  readonly #parts: Part[] = [];
  readonly #written: Promise<void>;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #expected: number;

  /** `write` is called once, synchronously; when it throws, nothing may have been written. */
  constructor(expected: number, write: (parts: readonly Part[]) => void) {
    this.#expected = expected;
    this.#write = write;
    this.#written = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Where nobody has joined, nobody waits.
    this.#written.catch(() => {});
  }

  /** Resolves when everything is written, and rejects when nothing is. */
  async join(part: Part): Promise<void> {
    this.#parts.push(part);
    this.#settle();
    await this.#written;
  }

  leave(): void {
    this.#settle();
  }

  #settle(): void {
    this.#expected -= 1;
    if (this.#expected > 0) return;
    try {
      this.#write(this.#parts);
      this.#resolve();
    } catch (error) {
      this.#reject(error);
    }
  }
}
