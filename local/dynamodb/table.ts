import type { Clock } from '../clock.ts';
import { type Item, MAX_ITEM_BYTES, partsOf, sizeBytes } from './attribute-value.ts';
import { validation } from './errors.ts';

/**
 * How long after its time an item goes: DynamoDB deletes "within a few days" (Developer Guide, "Time to Live"), and until
 * then gives the item like any other.
 */
export const TTL_DELAY_MS = 48 * 3_600_000;

/** Items of one table by their primary key. */
export class Table {
  readonly keys: readonly string[];
  readonly #clock: Clock;
  readonly #items = new Map<string, Item>();
  /** Name of the attribute with the second from which an item may go; without one none goes. */
  ttlAttribute: string | undefined;

  constructor(keys: readonly string[], clock: Clock) {
    this.keys = keys;
    this.#clock = clock;
  }

  /** Items that are there, those whose time is over included as long as they have not gone. */
  get size(): number {
    for (const id of this.#items.keys()) this.#present(id);
    return this.#items.size;
  }

  /** `undefined` when there is none. */
  find(key: Item): Item | undefined {
    return this.#present(this.#idOf(key));
  }

  /** Throws `ValidationException` for an item that has no key or is too large. */
  put(item: Item): void {
    if (sizeBytes(item) > MAX_ITEM_BYTES) {
      throw validation(`Item size has exceeded the maximum allowed size of ${MAX_ITEM_BYTES} bytes`);
    }
    this.#items.set(this.#idOf(item), item);
  }

  delete(key: Item): void {
    this.#items.delete(this.#idOf(key));
  }

  /** Attributes that are no part of the key may not be given where only a key belongs. */
  requireKeyOnly(key: Item): void {
    const others = Object.keys(key).filter((name) => !this.keys.includes(name));
    if (others.length > 0)
      throw validation(`the key has ${others.join(', ')}; it is ${this.keys.join(', ')}`);
  }

  #idOf(item: Item): string {
    const parts = this.keys.map((name) => {
      const value = item[name];
      if (value === undefined) throw validation(`the key attribute ${name} is missing`);
      return partsOf(value);
    });
    return JSON.stringify(parts);
  }

  #present(id: string): Item | undefined {
    const item = this.#items.get(id);
    const expiry = this.ttlAttribute === undefined ? undefined : item?.[this.ttlAttribute]?.N;
    const isGone = expiry !== undefined && this.#clock.now() >= Number(expiry) * 1000 + TTL_DELAY_MS;
    if (!isGone) return item;
    this.#items.delete(id);
    return undefined;
  }
}
